using Microsoft.Extensions.Hosting;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>When the host stops: tells readers to come back, then lays every session down.</summary>
internal sealed class ShutdownService(FeedHub feeds, LocalSessionHost host, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _registration;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The web server waits for its streams to end before it stops: they must be told first.
        _registration = lifetime.ApplicationStopping.Register(feeds.Close);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken) => await host.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => _registration.Dispose();
}
