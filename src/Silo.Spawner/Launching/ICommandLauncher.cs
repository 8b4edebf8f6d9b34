using System.Runtime.InteropServices;
using Silo.Abstractions.Sandboxes;

namespace Silo.Spawner.Launching;

/// <summary>Confines commands, by one program or another. Who records, limits, ends and proves them dead is the same for all.</summary>
internal interface ICommandLauncher
{
    /// <summary>Whether that is an OCI runtime.</summary>
    bool IsOci { get; }

    /// <summary>What confines them, with its version, for people.</summary>
    string Description { get; }

    /// <summary>What divides a sandbox from the host.</summary>
    string Isolation { get; }

    /// <summary>What sandboxes do without because of how commands are confined, each by a stable name.</summary>
    IReadOnlyList<string> Degraded { get; }

    /// <summary>Begins to make a command's namespaces; nothing of the command itself runs.</summary>
    /// <param name="start">The command.</param>
    /// <param name="streams">Its standard input, output and errors; not needed any more when this returns.</param>
    /// <exception cref="IOException">Nothing was started, and nothing is left.</exception>
    /// <exception cref="SandboxException">The command cannot be confined this way (<c>sandbox_failed</c>).</exception>
    Task<ILaunchedCommand> StartAsync(CommandStart start, IReadOnlyList<SafeHandle> streams);
}
