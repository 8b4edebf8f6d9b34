namespace Silo.Sandboxes.Oci;

/// <summary>Settings of <see cref="OciProvider"/>.</summary>
public sealed class OciOptions
{
    /// <summary>Directory for the spawner's socket, the runtime's state, the sandboxes' own directories and the records by which they are proved dead.</summary>
    /// <value>No default. A directory of this host alone on a local disk; made with mode 0700 when missing. It must stay the same over restarts.</value>
    public required string RunDirectory { get; init; }

    /// <summary>The runtime's program: crun, runc, runsc, or another with their command line.</summary>
    /// <value>Default null: <c>crun</c> on PATH. A name is looked up on PATH. Not used with <see cref="SpawnerSocket"/>.</value>
    public string? RuntimePath { get; init; }

    /// <summary>The socket of a spawner that runs by itself (<c>silo-spawner serve --oci-runtime PATH</c>).</summary>
    /// <value>Default null: this host starts a spawner of its own, without privileges. An absolute path, at most 107 bytes.</value>
    public string? SpawnerSocket { get; init; }

    /// <summary>The spawner's program or assembly.</summary>
    /// <value>Default null: <c>Silo.Spawner.dll</c>, else <c>Silo.Spawner</c>, beside the host's assemblies. Not used with <see cref="SpawnerSocket"/>.</value>
    public string? SpawnerPath { get; init; }

    /// <summary>How long the spawner may take to start or to stop before it is ended.</summary>
    /// <value>Default 20 s, 1 s to 5 min.</value>
    public TimeSpan SpawnerTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
