using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>Keeps what a producer says, as the runtime would, and refuses what the port does not allow.</summary>
internal sealed class RecordingSink(int bytesMax = int.MaxValue) : IMessageSink
{
    private readonly Lock _gate = new();
    private readonly List<Block> _blocks = [];
    private readonly List<(int Appends, TaskCompletionSource Reached)> _waiters = [];
    private int _appends;
    private int _bytes;

    internal int Appends
    {
        get
        {
            lock (_gate) return _appends;
        }
    }

    /// <summary>The message so far, in the words of its events.</summary>
    internal IReadOnlyList<ContentBlock> Blocks
    {
        get
        {
            lock (_gate) return [.. _blocks.Select(b => b.ToContent())];
        }
    }

    /// <summary>The raw text of each block so far, with its kind.</summary>
    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _blocks.Select(b => $"{b.Kind}:{b.CallId}:{b.Tool}:{b.Text}")];
        }
    }

    public void Open(DeltaKind kind, string? callId = null, string? tool = null)
    {
        Assert.Equal(kind == DeltaKind.ToolUse, callId is not null && tool is not null);
        lock (_gate) _blocks.Add(new Block(kind, callId, tool));
    }

    public void Append(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            _bytes += Encoding.UTF8.GetByteCount(text);
            if (_bytes > bytesMax) throw new MessageTooLargeException(bytesMax);
            Assert.NotEmpty(_blocks);
            _blocks[^1].Text.Append(text);
            _appends++;
            foreach (var waiter in _waiters.Where(w => w.Appends <= _appends).ToList())
            {
                _waiters.Remove(waiter);
                waiter.Reached.SetResult();
            }
        }
    }

    public void Sign(string? signature, string? redacted = null)
    {
        lock (_gate)
        {
            Assert.Equal(DeltaKind.Thought, _blocks[^1].Kind);
            _blocks[^1].Signature = signature;
            _blocks[^1].Redacted = redacted;
        }
    }

    internal Task ReachedAsync(int appends, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_appends >= appends) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((appends, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class Block(DeltaKind kind, string? callId, string? tool)
    {
        internal DeltaKind Kind { get; } = kind;

        internal string? CallId { get; } = callId;

        internal string? Tool { get; } = tool;

        internal StringBuilder Text { get; } = new();

        internal string? Signature { get; set; }

        internal string? Redacted { get; set; }

        internal ContentBlock ToContent() => Kind switch
        {
            DeltaKind.Message => new TextBlock(Text.ToString()),
            DeltaKind.Thought => new ThoughtBlock(Text.ToString(), Signature, Redacted),
            _ => ToolInput.TryParse(Encoding.UTF8.GetBytes(Text.ToString()), out var input)
                ? new ToolUseBlock(CallId!, Tool!, input)
                : new ToolUseBlock(CallId!, Tool!, Input: null, InvalidInput: Text.ToString()),
        };
    }
}
