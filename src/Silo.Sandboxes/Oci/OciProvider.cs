using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Spawning;

namespace Silo.Sandboxes.Oci;

/// <summary>Sandboxes by an OCI runtime (crun, runc, runsc, …), started and ended by a spawner: one small process beside this host.</summary>
/// <remarks>
/// <para>
/// A sandbox is a session's handle; each command in it is a container of its own, with a bundle that is made for it and removed with it. What
/// commands share is files: /workspace, and /tmp and /home/agent, which live as long as the sandbox.
/// </para>
/// <para>
/// A container is created, in which its first process waits; that process is recorded in the run directory; then the container is started. So it can be proved
/// dead by any later start of the host, whoever was killed when. What runs on when the spawner alone is killed is ended by the next start: an
/// OCI runtime ties nothing to the death of its caller.
/// </para>
/// </remarks>
public sealed class OciProvider : ISandboxProvider, IAsyncDisposable
{
    private const string DefaultRuntime = "crun";
    private readonly SpawnedSandboxes _sandboxes;

    /// <summary>Makes the provider; starts nothing.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="time">The clock for timeouts of starting and ending.</param>
    /// <param name="logger">Takes what the spawner does and says.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public OciProvider(OciOptions options, TimeProvider time, ILogger<OciProvider> logger) =>
        _sandboxes = new SpawnedSandboxes(SettingsOf(options).Checked(nameof(options)), time, logger);

    /// <inheritdoc />
    public string Name => "oci";

    /// <summary>Tells whether sandboxes can be made here, by running a container.</summary>
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

    private static SpawnerSettings SettingsOf(OciOptions options) => new()
    {
        RunDirectory = options.RunDirectory,
        SpawnerSocket = options.SpawnerSocket,
        SpawnerPath = options.SpawnerPath,
        SpawnerTimeout = options.SpawnerTimeout,
        IsOci = true,
        FindProgram = () => ProgramSearch.FindOrNull(options.RuntimePath ?? DefaultRuntime) is { } path
            ? new SandboxProgram(IsOci: true, path)
            : throw OciUnavailable.NotInstalled(options.RuntimePath ?? DefaultRuntime),
        Forbidden = OciUnavailable.Forbidden,
    };
}
