using System.Buffers;
using System.IO.Pipelines;

namespace Silo.Load.Running;

/// <summary>Reads a stream of server-sent events line by line; cheap, so that the client is not what is measured.</summary>
internal static class SseLines
{
    /// <summary>Calls back with each line until it returns false or the stream ends.</summary>
    public static async Task ReadAsync(Stream stream, Func<ReadOnlyMemory<byte>, bool> take, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (TryLine(ref buffer, out var line))
                    if (!take(line)) return;
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) return;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryLine(ref ReadOnlySequence<byte> buffer, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end) return false;
        var slice = buffer.Slice(0, end);
        line = slice.IsSingleSegment ? slice.First : slice.ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }
}
