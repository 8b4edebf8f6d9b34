using System.Net;
using System.Net.Http.Headers;

namespace Silo.Edge.Tests.Fakes;

/// <summary>A body whose end waits for the test.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldContent() => Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

    /// <summary>Done when the first bytes have left.</summary>
    public Task Begun => _begun.Task;

    public void Finish() => _finish.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("held"u8.ToArray());
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _finish.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
