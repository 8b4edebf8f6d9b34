using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Bubblewrap;

/// <summary>Sandboxes by bubblewrap, started and ended by a spawner: one small process beside this host.</summary>
/// <remarks>
/// <para>
/// A sandbox is a session's handle; each command in it gets namespaces of its own from a fresh bwrap, about 5 ms. What commands
/// share is files: /workspace, and /tmp and /home/agent, which live as long as the sandbox. What they do not share is
/// processes and the loopback network: nothing that a command started outlives it, not even a daemon that called setsid,
/// because the kernel ends a pid namespace with its first process. A long-lived supervisor inside the sandbox was refused for that
/// reason: within one pid namespace nothing ends exactly the processes of one command.
/// </para>
/// <para>
/// A command is recorded in the run directory (both bwrap processes, by number and start time) before it may run anything; so it
/// can be proved dead by any later start of the host, whoever was killed when.
/// </para>
/// <para>
/// The spawner starts with the first sandbox and again after it died; disposing this ends it and every sandbox. Or it runs by itself, as
/// root, and serves this host at a socket: then each workspace has a user of its own, and disposing this ends this host's sandboxes.
/// </para>
/// </remarks>
public sealed class BubblewrapProvider : ISandboxProvider, IAsyncDisposable
{
    private static readonly SessionKey CheckKey = new(TenantId.Default, SessionId.Parse("ses_" + new string('0', UlidText.Length)));
    private readonly ConcurrentDictionary<BubblewrapSandbox, SessionKey> _held = new();
    private readonly ISpawnerSource _supervisor;
    private readonly BubblewrapOptions _options;

    /// <summary>Makes the provider; starts nothing.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="time">The clock for timeouts of starting and ending.</param>
    /// <param name="logger">Takes what the spawner does and says.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public BubblewrapProvider(BubblewrapOptions options, TimeProvider time, ILogger<BubblewrapProvider> logger)
    {
        if (string.IsNullOrWhiteSpace(options.RunDirectory)) throw new ArgumentException("RunDirectory is empty; it must name a directory.", nameof(options));
        if (options.SpawnerTimeout < TimeSpan.FromSeconds(1) || options.SpawnerTimeout > TimeSpan.FromMinutes(5))
            throw new ArgumentException($"SpawnerTimeout is {options.SpawnerTimeout}; it must be 1 s to 5 min.", nameof(options));
        if (options.SpawnerSocket is { } path && (!Path.IsPathFullyQualified(path) || Encoding.UTF8.GetByteCount(path) > SpawnerSocket.PathBytesMax))
            throw new ArgumentException($"SpawnerSocket is '{path}'; it must be an absolute path of at most {SpawnerSocket.PathBytesMax} bytes.", nameof(options));
        _options = options;
        _supervisor = options.SpawnerSocket is { } socket ? new StandaloneSpawner(options, socket, time, logger) : new SpawnerSupervisor(options, time, logger);
    }

    /// <inheritdoc />
    public string Name => "bubblewrap";

    /// <summary>Tells whether sandboxes can be made here, by making one.</summary>
    public async Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken)
    {
        var workspace = Path.Combine(Path.GetFullPath(_options.RunDirectory), "check");
        try
        {
            var spawner = await _supervisor.GetAsync(cancellationToken);
            Directory.CreateDirectory(workspace);
            await using var sandbox = await CreateAsync(new SandboxSpec(CheckKey, workspace, new SandboxSettings()), cancellationToken);
            var command = new SandboxCommand { Arguments = ["true"], Timeout = _options.SpawnerTimeout, OnOutput = _ => { } };
            var exit = await sandbox.RunAsync(command, cancellationToken);
            if (exit is { ExitCode: not 0 }) throw Unavailable.Forbidden($"a first command ended with code {exit.ExitCode} ({exit.Cause})");
            var pong = await spawner.Client.PingAsync(cancellationToken);
            return new SandboxSupport(Available: true, $"bubblewrap, by {Describe(pong)}", sandbox.Description.Degraded);
        }
        catch (SandboxException e)
        {
            var detail = e.Code == "sandbox_failed" ? Unavailable.Forbidden(e.Message).Message : e.Message;
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
                var made = await spawner.Client.CreateAsync(spec, CancellationToken.None);
                var sandbox = new BubblewrapSandbox(made, spawner, _supervisor, ended => _held.TryRemove(ended, out _));
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

    /// <inheritdoc />
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

    /// <inheritdoc />
    public async Task<int> SweepAsync(CancellationToken cancellationToken) => (await _supervisor.GetOrCleanAsync(key: null, cancellationToken)).Ended;

    /// <summary>Ends every sandbox and, if it is this host's own, the spawner, and returns when they are gone.</summary>
    public ValueTask DisposeAsync() => _supervisor.DisposeAsync();

    private string Describe(PongReply pong) => pong.IsServing
        ? $"spawner {pong.Pid} at {_options.SpawnerSocket}: a user for each workspace"
        : $"spawner {pong.Pid}, a child of this host without privileges: sandboxes run as its user";
}
