using System.Diagnostics.CodeAnalysis;
using Silo.Abstractions.Sandboxes;
using Silo.Runtime.Telemetry;

namespace Silo.Runtime.Sessions;

/// <summary>At most one sandbox: made when it is first asked for, and again when it died.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody takes a wait handle of holds nothing; one that was disposed would throw at whoever ends the slot a second time.")]
internal sealed class SandboxSlot(Func<CancellationToken, Task<ISandbox>> make, SessionTelemetry telemetry)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ISandbox? _sandbox;

    internal async ValueTask<ISandbox> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_sandbox is { IsAlive: true }) return _sandbox;
            await DisposeOldAsync();
            _sandbox = await make(cancellationToken);
            telemetry.Sandboxes.Add(1);
            return _sandbox;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends the sandbox with everything in it; who asks next gets a new one.</summary>
    internal async Task EndAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await DisposeOldAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task DisposeOldAsync()
    {
        if (_sandbox is null) return;
        await _sandbox.DisposeAsync();
        _sandbox = null;
        telemetry.Sandboxes.Add(-1);
    }
}
