using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Spawner.Users;

namespace Silo.Spawner.Resources;

/// <summary>The workspaces of the host that this spawner is a child of.</summary>
internal static class OwnWorkspace
{
    /// <summary>Looks whether a path may be a workspace.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? FindProblem(RunDirectory run, string path) =>
        Path.IsPathFullyQualified(path) && Directory.Exists(path) && !IsPartOf(run, path)
            ? null
            : $"The workspace {path} is not an absolute path of a directory outside of the run directory's parts.";

    /// <summary>Opens it, for naming.</summary>
    /// <param name="path">The workspace.</param>
    /// <param name="host">Whose host it is.</param>
    /// <param name="entered">The subordinate ids that the host holds; null for none.</param>
    /// <exception cref="SandboxException">It belongs to somebody whom the host may not act for (<c>sandbox_failed</c>).</exception>
    public static SafeFileHandle Open(string path, PeerCredentials host, UidRange? entered)
    {
        var opened = HeldDirectory.Open(path);
        var owner = FileOwner.Of(opened);
        bool MayAct(uint id, uint own) => id == own || entered?.Contains(id) == true;
        if (entered is null ? LibC.access(path, LibC.AccessWrite) == 0 : MayAct(owner.Uid, host.Uid) && MayAct(owner.Gid, host.Gid)) return opened;
        opened.Dispose();
        throw new SandboxException(
            "sandbox_failed",
            $"The workspace belongs to user {owner.Uid} and group {owner.Gid}, for whom this host may not act. " +
            $"If they are subordinate ids of its user, start it by silo-spawner enter as before, or give the workspaces back: silo-spawner enter -- chown -R {host.Uid}:{host.Gid} DIRECTORY");
    }

    // A workspace there would hand a sandbox the records by which it is proved dead. The host's own check directory is beside them.
    private static bool IsPartOf(RunDirectory run, string workspace)
    {
        var path = Path.GetFullPath(workspace);
        return (run.Path + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)
            || path.StartsWith(run.Sandboxes, StringComparison.Ordinal);
    }
}
