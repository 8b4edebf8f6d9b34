using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Silo.Edge.Http.Files;

/// <summary>
/// A file's new content on its way to the workspace. When its last byte has come, and before the workspace puts it in the old one's place, the gate
/// is taken and the condition checked: so a slow sender holds nobody up, and of two who changed the same file one is refused.
/// </summary>
internal sealed class ConditionalBody(Stream body, SemaphoreSlim gate, Func<Task> check, CancellationToken cancellationToken) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _entered;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The tag of what was read.</summary>
    public EntityTagHeaderValue Tag() => FileTag.Of(_hash.GetCurrentHash());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop = default)
    {
        var count = await body.ReadAsync(buffer, stop);
        _hash.AppendData(buffer.Span[..count]);
        if (count > 0 || buffer.Length == 0 || _entered) return count;
        await gate.WaitAsync(cancellationToken);
        _entered = true;
        await check();
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken stop) => ReadAsync(buffer.AsMemory(offset, count), stop).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request's body is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Lets the next one in: after the change, or after its failure.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_entered) gate.Release();
            _entered = false;
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
