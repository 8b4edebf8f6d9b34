using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>
/// A request's body that may only be so long. The server's own bound would close the connection while the caller still sends, and the
/// caller would see a broken pipe instead of the answer; after this one the server reads the rest away for a while.
/// </summary>
internal sealed class BoundedBody(Stream body, long bytesMax) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <summary>What a caller gets whose body is too large.</summary>
    public static ProblemException TooLarge(long bytesMax) =>
        new Problem(ProblemCodes.BodyTooLarge, $"A file or tar may have {bytesMax} bytes.") { Limit = "file_bytes_max", Value = bytesMax }.ToException();

    /// <exception cref="ProblemException">The body is longer than it may be.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= bytesMax ? count : throw TooLarge(bytesMax);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request's body is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
