namespace Silo.Runtime.Tests.Workspaces;

/// <summary>Like the body of a response: cannot seek and takes no blocking write. Calls back once, when a file's content begins.</summary>
internal sealed class ResponseStream(Action onContent) : Stream
{
    // What stands before the content of a tar's first file: extended header, its records, header.
    private const int HeadersBytes = 3 * 512;
    private readonly MemoryStream _written = new();
    private bool _called;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _written.Write(buffer.Span);
        if (_written.Length > HeadersBytes && !_called)
        {
            _called = true;
            onContent();
        }

        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    internal MemoryStream Written() => new(_written.ToArray());
}
