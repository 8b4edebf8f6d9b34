using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Workspaces;

/// <summary>Where hosts of one machine share the directory of workspaces: which of them may change a session's files.</summary>
/// <remarks>
/// A host takes hold before it acts for a session, and lets go once it has proved that nothing of its own can write there any more. The
/// kernel lets go for a host that died; who takes hold next first ends what that host left.
/// </remarks>
public interface IWorkspaceHolds
{
    /// <summary>What no session can be held for, as of the last try: where a host that went away said what it left, and nobody has ended it. Null for nothing.</summary>
    string? Unended { get; }

    /// <summary>Takes hold of a session's files. A host may take hold of the same files more than once; it lets go with the last.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is held then.</param>
    /// <returns>The hold; null while another host has it, while this host is letting go of it, or while what a dead host left is being ended by another.</returns>
    /// <exception cref="Sandboxes.SandboxException">What a dead host left would not end. Retry.</exception>
    /// <exception cref="IOException">The shared directory cannot be used. Mend that, then retry.</exception>
    Task<IWorkspaceHold?> TryTakeAsync(SessionKey key, CancellationToken cancellationToken);
}
