using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>When the host stops: tells readers to come back, then lays every session down.</summary>
internal sealed partial class ShutdownService(FeedHub feeds, LocalSessionHost host, IHostApplicationLifetime lifetime, ILogger<ShutdownService> logger) : IHostedService, IDisposable
{
    private readonly ILogger _log = logger;
    private CancellationTokenRegistration _registration;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The web server waits for its streams to end before it stops: they must be told first.
        _registration = lifetime.ApplicationStopping.Register(feeds.Close);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A session that waits for a store which does not answer must not keep the process from ending: the next start resumes it.
            LogStuck();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _registration.Dispose();

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Not every session could be laid down in the time given; the next start goes on with them.")]
    private partial void LogStuck();
}
