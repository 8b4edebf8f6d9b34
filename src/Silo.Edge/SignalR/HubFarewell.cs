using Microsoft.Extensions.Hosting;

namespace Silo.Edge.SignalR;

/// <summary>
/// Tells every open stream that the server stops, and gives them a moment to pass it on: SignalR cuts its connections as soon as the
/// host begins to stop, in a callback that was registered before this one and so runs after it.
/// </summary>
internal sealed class HubFarewell(IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _said = new();
    private readonly ManualResetEventSlim _quiet = new(initialState: true);
    private readonly Lock _gate = new();
    private CancellationTokenRegistration _stopping;
    private int _open;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Said => _said.Token;

    /// <summary>Counts a stream in.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            if (_open++ == 0) _quiet.Reset();
        }
    }

    /// <summary>Counts a stream out: its last item was handed to its connection.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_open == 0) _quiet.Set();
        }
    }

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
        _quiet.Dispose();
    }

    // Blocks, because the callback is all the time there is. A client that does not read is not waited for: it comes back by its cursor.
    private void Say()
    {
        _said.Cancel();
        _quiet.Wait(HubLimits.ShutdownMax);
    }
}
