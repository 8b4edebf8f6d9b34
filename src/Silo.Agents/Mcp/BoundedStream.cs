namespace Silo.Agents.Mcp;

/// <summary>Reads on as long as no message is too long. In a stream of events an empty line begins the count anew.</summary>
internal sealed class BoundedStream(Stream inner, int bytesMax, bool isEvents) : Stream
{
    private long _count;
    private bool _lineIsEmpty = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            _count++;
            if (isEvents && b == (byte)'\n')
            {
                if (_lineIsEmpty) _count = 0;
                _lineIsEmpty = true;
            }
            else if (b != (byte)'\r')
            {
                _lineIsEmpty = false;
            }

            if (_count > bytesMax) throw new McpServerException(McpCodes.Broken, $"The server wrote a message of more than {bytesMax} bytes (message_bytes_max).");
        }
    }
}
