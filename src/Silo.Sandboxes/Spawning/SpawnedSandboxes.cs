using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>Sandboxes that a spawner makes and ends, whatever program confines them.</summary>
internal sealed class SpawnedSandboxes : IAsyncDisposable
{
    private static readonly SessionKey CheckKey = new(TenantId.Default, SessionId.Parse("ses_" + new string('0', UlidText.Length)));
    private readonly ConcurrentDictionary<SpawnedSandbox, SessionKey> _held = new();
    private readonly ISpawnerSource _supervisor;
    private readonly SpawnerSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>Starts nothing.</summary>
    public SpawnedSandboxes(SpawnerSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _supervisor = settings.SpawnerSocket is { } socket ? new StandaloneSpawner(settings, socket, time, logger) : new SpawnerSupervisor(settings, time, logger);
    }

    /// <summary>Tells whether sandboxes can be made here, by making one.</summary>
    public async Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken)
    {
        var workspace = Path.Combine(Path.GetFullPath(_settings.RunDirectory), "check");
        try
        {
            var spawner = await _supervisor.GetAsync(cancellationToken);
            Directory.CreateDirectory(workspace);
            await using var sandbox = await CreateAsync(new SandboxSpec(CheckKey, workspace, new SandboxSettings()), cancellationToken);
            var command = new SandboxCommand { Arguments = ["true"], Timeout = _settings.SpawnerTimeout, OnOutput = _ => { } };
            var exit = await sandbox.RunAsync(command, cancellationToken);
            if (exit is { ExitCode: not 0 }) throw _settings.Forbidden($"a first command ended with code {exit.ExitCode} ({exit.Cause})");
            var pong = await spawner.Client.PingAsync(cancellationToken);
            return new SandboxSupport(Available: true, $"{pong.Program}, by {Describe(pong)}", sandbox.Description.Degraded);
        }
        catch (SandboxException e)
        {
            var detail = e.Code == "sandbox_failed" ? _settings.Forbidden(e.Message).Message : e.Message;
            return new SandboxSupport(Available: false, detail, []);
        }
    }

    /// <summary>Makes a sandbox.</summary>
    /// <remarks>Costs no process: the first is that of its first command.</remarks>
    /// <exception cref="SandboxException">
    /// <c>sandbox_unavailable</c>: sandboxes cannot be made here, do not retry before that is mended. <c>sandbox_failed</c>: this one could not be.
    /// </exception>
    public async Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var spawner = await _supervisor.GetAsync(cancellationToken);
            _supervisor.Expect(spec.Key);
            try
            {
                // Not cancelled half-way: the spawner would keep a sandbox that nobody holds.
                var made = await spawner.Client.CreateAsync(spec, _settings.IsOci, CancellationToken.None);
                var sandbox = new SpawnedSandbox(made, spawner, _supervisor, ended => _held.TryRemove(ended, out _));
                _held[sandbox] = spec.Key;
                return sandbox;
            }
            catch (IOException e)
            {
                await _supervisor.WaitGoneAsync(spawner.Process);
                if (attempt == 2) throw new SandboxException("sandbox_failed", "The spawner died twice while it made a sandbox. Retry.", e);
            }
        }
    }

    /// <inheritdoc cref="ISandboxProvider.ProveDeadAsync" />
    public async Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken)
    {
        foreach (var (sandbox, _) in _held.Where(h => h.Value == key)) sandbox.MarkEnded();
        var (spawner, _) = await _supervisor.GetOrCleanAsync(key, cancellationToken);
        if (spawner is null) return;
        try
        {
            await spawner.Client.ProveDeadAsync(key, cancellationToken);
        }
        catch (IOException)
        {
            await _supervisor.WaitGoneAsync(spawner.Process);
        }
    }

    /// <inheritdoc cref="ISandboxProvider.ProveHostDeadAsync" />
    public async Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken)
    {
        // Without the directory there was no spawner, and so no sandbox.
        if (!Directory.Exists(runDirectory)) return;
        await Leftovers.EndAsync(runDirectory, _time);
        await _supervisor.ProveHostDeadAsync(runDirectory, cancellationToken);
    }

    /// <inheritdoc cref="ISandboxProvider.SweepAsync" />
    public async Task<int> SweepAsync(CancellationToken cancellationToken) => (await _supervisor.GetOrCleanAsync(key: null, cancellationToken)).Ended;

    /// <summary>Ends every sandbox and, if it is this host's own, the spawner, and returns when they are gone.</summary>
    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    // Which of the three ways serves: for people, in the log and in the doctor.
    private string Describe(PongReply pong) => pong switch
    {
        { IsServing: true } => $"spawner {pong.Pid} at {_settings.SpawnerSocket}: a user for each workspace, of {pong.Uids}",
        { UserKind: SandboxUserKind.Subordinate } => $"spawner {pong.Pid}, a child of this host: a user for each workspace, of the host's subordinate ids {pong.Uids}",
        _ => $"spawner {pong.Pid}, a child of this host without privileges: sandboxes run as its user",
    };
}
