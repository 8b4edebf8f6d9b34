using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>When the host stops: tells readers to come back, then lays every session down.</summary>
internal sealed partial class ShutdownService(
    FeedHub feeds, LocalSessionHost host, IHostApplicationLifetime lifetime, RuntimeOptions options, TimeProvider time, ILogger<ShutdownService> logger) : IHostedService, IDisposable
{
    /// <summary>How long all sessions may take beyond what each may wait for what it started: their last commits, and their sandboxes' ends.</summary>
    internal static readonly TimeSpan LayDownGrace = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = logger;
    private CancellationTokenRegistration _registration;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The web server waits for its streams to end before it stops: they must be told first.
        _registration = lifetime.ApplicationStopping.Register(feeds.Close);
        return Task.CompletedTask;
    }

    /// <summary>Lays every session down, in a time of its own.</summary>
    /// <param name="cancellationToken">Not looked at: one request whose body comes slowly may have spent the time that it stands for before a session is asked.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(options.StopTimeout + LayDownGrace, time, CancellationToken.None);
        }
        catch (TimeoutException)
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
