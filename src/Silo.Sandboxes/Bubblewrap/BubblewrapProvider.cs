using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Spawning;

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
    private readonly SpawnedSandboxes _sandboxes;

    /// <summary>Makes the provider; starts nothing.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="time">The clock for timeouts of starting and ending.</param>
    /// <param name="logger">Takes what the spawner does and says.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public BubblewrapProvider(BubblewrapOptions options, TimeProvider time, ILogger<BubblewrapProvider> logger) =>
        _sandboxes = new SpawnedSandboxes(SettingsOf(options).Checked(nameof(options)), time, logger);

    /// <inheritdoc />
    public string Name => "bubblewrap";

    /// <summary>Tells whether sandboxes can be made here, by making one.</summary>
    public Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken) => _sandboxes.CheckAsync(cancellationToken);

    /// <summary>Makes a sandbox.</summary>
    /// <remarks>Costs no process: the first is that of its first command.</remarks>
    /// <exception cref="SandboxException">
    /// <c>sandbox_unavailable</c>: sandboxes cannot be made here, do not retry before that is mended. <c>sandbox_failed</c>: this one could not be.
    /// </exception>
    public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) => _sandboxes.CreateAsync(spec, cancellationToken);

    /// <inheritdoc />
    public Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken) => _sandboxes.ProveDeadAsync(key, cancellationToken);

    /// <inheritdoc />
    public Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) => _sandboxes.ProveHostDeadAsync(runDirectory, cancellationToken);

    /// <inheritdoc />
    public Task<int> SweepAsync(CancellationToken cancellationToken) => _sandboxes.SweepAsync(cancellationToken);

    /// <summary>Ends every sandbox and, if it is this host's own, the spawner, and returns when they are gone.</summary>
    public ValueTask DisposeAsync() => _sandboxes.DisposeAsync();

    private static SpawnerSettings SettingsOf(BubblewrapOptions options) => new()
    {
        RunDirectory = options.RunDirectory,
        SpawnerSocket = options.SpawnerSocket,
        SpawnerPath = options.SpawnerPath,
        SpawnerTimeout = options.SpawnerTimeout,
        IsOci = false,
        FindProgram = () => ProgramSearch.FindBubblewrap(options.BubblewrapPath) is { } path
            ? new SandboxProgram(IsOci: false, path)
            : throw Unavailable.NotInstalled(options.BubblewrapPath),
        Forbidden = Unavailable.Forbidden,
    };
}
