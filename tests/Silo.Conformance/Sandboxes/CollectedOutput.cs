using System.Text;

namespace Silo.Conformance.Sandboxes;

/// <summary>Keeps a command's output, and tells when it holds a text.</summary>
public sealed class CollectedOutput
{
    private readonly List<byte> _bytes = [];
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waits = [];

    public string Text
    {
        get
        {
            lock (_gate) return Encoding.UTF8.GetString(_bytes.ToArray());
        }
    }

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _bytes.AddRange(bytes.Span);
            var text = Text;
            foreach (var wait in _waits.Where(w => text.Contains(w.Text, StringComparison.Ordinal))) wait.Seen.TrySetResult();
        }
    }

    /// <summary>Completes when the text has come; call before the command starts.</summary>
    public Task Sees(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waits.Add((text, seen));
        return seen.Task;
    }
}
