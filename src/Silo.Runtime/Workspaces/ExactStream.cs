namespace Silo.Runtime.Workspaces;

/// <summary>Reads a file as exactly the length that a tar's header says, though a process may lengthen or cut it meanwhile.</summary>
/// <remarks>What is missing reads as zeros: the archive stays whole, as with other tar programs.</remarks>
internal sealed class ExactStream : Stream
{
    private readonly Stream _inner;
    private readonly long _length;
    private long _position;

    internal ExactStream(Stream inner, long length)
    {
        _inner = inner;
        _length = length;
    }

    public override bool CanRead => true;

    // The tar writer asks only for length and position of a stream that can seek; it never seeks.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _position);
        if (wanted == 0) return 0;
        var count = await _inner.ReadAsync(buffer[..wanted], cancellationToken);
        if (count == 0) buffer.Span[..(count = wanted)].Clear();
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
