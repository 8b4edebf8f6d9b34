using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Spawner;

/// <summary>Reads what bwrap tells of itself: first its child, at the end the exit code of a command that did run.</summary>
/// <remarks>Source: bwrap(1), <c>--json-status-fd</c>: JSON documents, one to a line.</remarks>
internal sealed class StatusReport(FdPoller poller, SafeFileHandle reader)
{
    private const int BytesMax = 4096;
    private readonly byte[] _buffer = new byte[BytesMax];
    private int _count;
    private bool _ended;

    /// <summary>The number of the first process of the command's pid namespace; null when bwrap failed before it made one.</summary>
    public async Task<int?> ReadInitAsync()
    {
        while (!_ended && _buffer.AsSpan(0, _count).IndexOf((byte)'\n') < 0) await ReadAsync();
        return Find("child-pid");
    }

    /// <summary>Whether the command did run; read when bwrap has ended.</summary>
    public async Task<bool> HasExitCodeAsync()
    {
        while (!_ended) await ReadAsync();
        return Find("exit-code") is not null;
    }

    private async Task ReadAsync()
    {
        var count = _count == BytesMax ? 0 : await poller.ReadAsync(reader, _buffer.AsMemory(_count));
        _ended = count == 0;
        _count += count;
    }

    private int? Find(string name)
    {
        foreach (var line in Encoding.UTF8.GetString(_buffer, 0, _count).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty(name, out var value) && value.TryGetInt32(out var number)) return number;
            }
            catch (JsonException)
            {
                // Cut off in the middle: bwrap was killed.
                return null;
            }
        }

        return null;
    }
}
