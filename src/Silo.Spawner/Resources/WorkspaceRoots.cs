using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;

namespace Silo.Spawner.Resources;

/// <summary>The directories below which a host's workspaces are.</summary>
internal sealed class WorkspaceRoots(IReadOnlyList<string> roots)
{
    /// <summary>The directories.</summary>
    public IReadOnlyList<string> All => roots;

    /// <summary>Opens a workspace that a host named.</summary>
    /// <param name="path">What the host said; anything may stand there.</param>
    /// <param name="host">Who said it.</param>
    /// <returns>The directory, held: no rename can swap it for another one.</returns>
    /// <exception cref="SandboxException">It is no directory of that user below a root, or a link leads there (<c>sandbox_failed</c>).</exception>
    public SafeFileHandle Open(string path, PeerCredentials host)
    {
        if (path.Length > 4096 || path.Contains('\0') || !Path.IsPathFullyQualified(path) || Path.GetFullPath(path) != path || !IsBelow(path))
            throw Refused($"The workspace is not an absolute path, without dots, below {string.Join(" or ", roots)}. Name its parent with --workspaces when silo-spawner is started.");
        SafeFileHandle opened;
        try
        {
            opened = TrustedPath.OpenDirectoryAt(path);
        }
        catch (IOException e)
        {
            throw Refused($"The workspace cannot be opened without following a link: {e.Message}");
        }

        var owner = FileOwner.Of(opened);
        if (owner.IsDirectory && owner.Uid == host.Uid && owner.Gid == host.Gid) return opened;
        opened.Dispose();
        throw Refused($"The workspace belongs to user {owner.Uid} and group {owner.Gid}; it must belong to the host's own, {host.Uid} and {host.Gid}: chown -R {host.Uid}:{host.Gid} the workspaces, which a host with subordinate ids gives away.");
    }

    private static SandboxException Refused(string message) => new("sandbox_failed", message);

    private bool IsBelow(string path) => roots.Any(root => path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal));
}
