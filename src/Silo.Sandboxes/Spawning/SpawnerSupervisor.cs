using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Spawning;

/// <summary>Keeps at most one spawner per run directory, and ends what a dead one left before another starts.</summary>
internal sealed class SpawnerSupervisor(SpawnerSettings options, TimeProvider time, ILogger logger) : ISpawnerSource
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FdPoller _poller = new();
    private Parts? _parts;
    private SpawnerProcess? _spawner;
    private bool _clean;
    private bool _disposed;

    public async Task<SpawnerLease> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_spawner is { IsAlive: true } alive) return new SpawnerLease(alive, Open().Client);
            var program = options.FindProgram();
            var command = ProgramSearch.FindSpawner(options.SpawnerPath) ?? throw Unavailable.NoSpawner(options.SpawnerPath);
            await CleanAsync();
            _clean = false;
            _spawner = await StartAsync(command, program, cancellationToken);
            return new SpawnerLease(_spawner, Open().Client);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<(SpawnerLease? Lease, int Ended)> GetOrCleanAsync(SessionKey? key, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_spawner is { IsAlive: true } alive) return (new SpawnerLease(alive, Open().Client), 0);
            return (null, await CleanAsync());
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) => File.Exists(StandaloneSpawner.MarkIn(runDirectory))
        ? throw new SandboxException(
            "sandbox_not_dead", $"The sandboxes of {runDirectory} were made by a serving spawner, and this host uses none. Let the hosts of one shared directory use one spawner; then retry.")
        : Task.CompletedTask;

    public async Task WaitGoneAsync(ISpawnerHandle spawner)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed) return;
            if (ReferenceEquals(_spawner, spawner)) await CleanAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    // Every spawner of this host's own is proved dead as a whole.
    public void Expect(SessionKey key)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed) return;
            _disposed = true;
            if (_spawner is { } spawner)
            {
                await spawner.StopAsync(options.SpawnerTimeout, time);
                await CleanAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        _parts?.Starter.Dispose();
        _parts?.Run.Dispose();
        _poller.Dispose();
    }

    private async Task<SpawnerProcess> StartAsync(IReadOnlyList<string> command, SandboxProgram program, CancellationToken cancellationToken)
    {
        var parts = Open();
        SpawnerProcess? spawner = null;
        try
        {
            spawner = await SpawnerProcess.StartAsync(command, program, parts.Run, parts.Starter, _poller, logger);
            await spawner.WaitReadyAsync(options.SpawnerTimeout, time, cancellationToken);
            await parts.Client.PingAsync(cancellationToken);
            Log.SpawnerStarted(logger, spawner.Pid);
            return spawner;
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
        {
            if (spawner is not null)
            {
                await spawner.StopAsync(TimeSpan.Zero, time);
                spawner.Dispose();

                // What it was about to start, it cannot end any more.
                await CleanAsync();
            }

            if (e is OperationCanceledException) throw;
            throw Unavailable.SpawnerFailed(e.Message, e);
        }
    }

    // Ends the spawner too, if it is still there: it has lost the connection that asked, so it can no longer be trusted to end anything.
    private async Task<int> CleanAsync()
    {
        if (_clean) return 0;
        var parts = Open();
        var count = await new Leftovers(parts.Run, _poller, parts.Starter, time).EndAsync();
        if (_spawner is { } dead)
        {
            Log.SpawnerDied(logger, dead.Pid, await dead.Exit);
            dead.Dispose();
            _spawner = null;
        }

        _clean = true;
        if (count > 0) Log.Swept(logger, count);
        return count;
    }

    private Parts Open()
    {
        if (_parts is { } open) return open;
        try
        {
            var run = RunDirectory.Open(options.RunDirectory);
            return _parts = new Parts(run, new ProcessStarter(_poller), SpawnerClient.Of(run));
        }
        catch (IOException e)
        {
            throw Unavailable.RunDirectory(e.Message, e);
        }
    }

    private sealed record Parts(RunDirectory Run, ProcessStarter Starter, SpawnerClient Client);
}
