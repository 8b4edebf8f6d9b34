using System.Buffers;
using System.IO.Pipelines;

namespace Silo.Edge.Tests.Fakes;

/// <summary>Takes everything, and counts the flushes.</summary>
internal sealed class CountingPipeWriter : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public int Flushes { get; private set; }

    public override void Advance(int bytes) => _buffer.Advance(bytes);

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: false));
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);
}
