using Microsoft.Extensions.Hosting;

namespace Silo.Edge.SignalR;

/// <summary>
/// Tells every open stream that the server stops, and lets its connections close in good order: SignalR cuts them as soon as the
/// host begins to stop, in a callback that was registered before this one and so runs after it.
/// </summary>
internal sealed class HubFarewell(IHostApplicationLifetime lifetime, HubConnections connections) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _said = new();
    private CancellationTokenRegistration _stopping;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Said => _said.Token;

    /// <summary>The streams whose last item has not been handed to its connection.</summary>
    public OpenCount Streams { get; } = new();

    /// <summary>The requests that carry connections; one ends when what was handed to its connection has been sent.</summary>
    public OpenCount Requests { get; } = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(Say);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _said.Dispose();
        Streams.Dispose();
        Requests.Dispose();
    }

    // Blocks, because the callback is all the time there is. A client that does not read is not waited for: it comes back by its cursor.
    private void Say()
    {
        _said.Cancel();
        Streams.Wait(HubLimits.ShutdownMax);
        connections.CloseAll();
        Requests.Wait(HubLimits.ShutdownMax);
    }
}
