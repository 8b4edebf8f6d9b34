using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Users;

namespace Silo.Spawner.Resources;

/// <summary>Resources of an unprivileged spawner: sandboxes run as the host's user, on its mounts.</summary>
/// <param name="run">The spawner's directory.</param>
/// <param name="groups">Makes control groups.</param>
/// <param name="probe">Crash tests strike there.</param>
/// <param name="entered">Subordinate ids that the host holds and sandboxes do not run as; workspaces that are theirs are taken back.</param>
internal sealed class OwnResources(RunDirectory run, GroupSource groups, ISpawnerProbe probe, UidRange? entered) : IResourceSource
{
    public bool IsShared => false;

    public string UserKind => SandboxUserKind.Host;

    public string? Uids => null;

    public IReadOnlyList<string> Degraded { get; } =
    [
        .. groups.Degraded(isUserShared: true, isRoot: LibC.geteuid() == 0),
        LibC.geteuid() == 0
            ? "user: sandboxed processes are the host's root to the file system, because the host runs as root; run it as an ordinary user, with silo-spawner serve"
            : "user: sandboxed processes are the host's user to the file system, so that the namespaces alone keep sessions apart; " +
                (entered is null ? "start the host by silo-spawner enter, or start silo-spawner serve as root" : "with an OCI runtime start silo-spawner serve as root"),
    ];

    public string? FindProblem(CreateRequest request, PeerCredentials host) => OwnWorkspace.FindProblem(run, request.Workspace);

    public async Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory, PeerCredentials host, CancellationToken cancellationToken)
    {
        using (var workspace = OwnWorkspace.Open(request.Workspace, host, entered))
        {
            // Its user's while other sandboxes had users of their own; these have not.
            var owner = FileOwner.Of(workspace);
            if (entered?.Contains(owner.Uid) == true || entered?.Contains(owner.Gid) == true)
                await Task.Run(() => TreeOwner.Give(workspace, host.Uid, host.Gid, cancellationToken), cancellationToken);
        }

        probe.Reached(SpawnerPoint.MountsMade);
        var group = groups.Make(name, request.Settings);
        return new SandboxResources { Workspace = request.Workspace, Group = group, GroupEnd = groups.End };
    }
}
