using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Silo.Edge.Tests.Fakes;

/// <summary>The connection of a reader that takes nothing: it holds 64 KiB, and is there until it is aborted.</summary>
internal sealed class StalledBody : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
    private readonly CancellationTokenSource _aborted = new();

    public StalledBody()
    {
        RequestAborted = _aborted.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    public Stream Stream => _pipe.Writer.AsStream();

    public PipeWriter Writer => _pipe.Writer;

    public void Abort() => _aborted.Cancel();

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Dispose() => _aborted.Dispose();
}
