using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;

namespace Silo.Spawner.Resources;

/// <summary>Resources of an unprivileged spawner: sandboxes run as the host's user, on its mounts.</summary>
internal sealed class OwnResources(RunDirectory run, GroupSource groups, ISpawnerProbe probe) : IResourceSource
{
    public bool IsShared => false;

    public IReadOnlyList<string> Degraded { get; } =
    [
        .. groups.Degraded(isUserShared: true, isRoot: LibC.geteuid() == 0),
        LibC.geteuid() == 0
            ? "user: sandboxed processes are the host's root to the file system, because the host runs as root; run it as an ordinary user, with silo-spawner serve"
            : "user: sandboxed processes are the host's user to the file system, so that the namespaces alone keep sessions apart; start silo-spawner serve as root",
    ];

    public string? FindProblem(CreateRequest request, PeerCredentials host)
    {
        var path = request.Workspace;
        return Path.IsPathFullyQualified(path) && Directory.Exists(path) && !IsPartOfRun(path)
            ? null
            : $"The workspace {path} is not an absolute path of a directory outside of the run directory's parts.";
    }

    public Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory, PeerCredentials host)
    {
        probe.Reached(SpawnerPoint.MountsMade);
        var group = groups.Make(name, request.Settings);
        return Task.FromResult(new SandboxResources { Workspace = request.Workspace, Group = group, GroupEnd = groups.End });
    }

    // A workspace there would hand a sandbox the records by which it is proved dead. The host's own check directory is beside them.
    private bool IsPartOfRun(string workspace)
    {
        var path = Path.GetFullPath(workspace);
        return (run.Path + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)
            || path.StartsWith(run.Sandboxes, StringComparison.Ordinal);
    }
}
