using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Users;

namespace Silo.Spawner.Resources;

/// <summary>Resources of a spawner that runs as root for hosts that do not: each workspace has a user of its own, each sandbox its own mounts.</summary>
/// <remarks>
/// The files of a workspace stay the host's on disk. A mount that maps ids shows them to the sandbox as its own, so that either side may
/// read, write and run what the other made, and a sandbox that broke out would be a user who owns nothing.
/// </remarks>
internal sealed class ServedResources(
    WorkspaceRoots roots, SandboxMaxima maxima, UidPool uids, IdMaps maps, ProcessStarter starter, GroupSource groups, string setpriv, ISpawnerProbe probe, IReadOnlyList<string> unmapped)
    : IResourceSource
{
    public bool IsShared => true;

    public string UserKind => SandboxUserKind.Mapped;

    public string? Uids => $"{uids.Range}";

    public IReadOnlyList<string> Degraded { get; } = [.. groups.Degraded(isUserShared: false, isRoot: false), .. unmapped];

    public string? FindProblem(CreateRequest request, PeerCredentials host) => maxima.FindProblem(request.Settings);

    public async Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory, PeerCredentials host, CancellationToken cancellationToken)
    {
        var workspace = roots.Open(request.Workspace, host);
        var owner = FileOwner.Of(workspace);
        var id = new WorkspaceId(owner.Device, owner.Inode);
        uint? taken = null;
        SafeFileHandle? mounts = null;
        try
        {
            var uid = uids.Take(id);
            taken = uid;
            using var tree = MountCalls.Detach(workspace);
            var isMapped = await TryMapAsync(tree, uid, host);
            var user = isMapped ? new SandboxUser(uid, uid) : new SandboxUser(host.Uid, host.Gid);
            var settings = request.Settings;
            mounts = await starter.MakeMountsAsync(() =>
            {
                MountCalls.Attach(tree, directory.Workspace);
                MountCalls.MountMemory(directory.Temporary, settings.TmpBytesMax, settings.TmpFilesMax, user.Uid, user.Gid);
                MountCalls.MountMemory(directory.Home, settings.TmpBytesMax, settings.TmpFilesMax, user.Uid, user.Gid);
            });
            probe.Reached(SpawnerPoint.MountsMade);
            return new SandboxResources
            {
                Workspace = directory.Workspace,
                HeldWorkspace = workspace,
                User = user,
                UserKind = isMapped ? SandboxUserKind.Mapped : SandboxUserKind.Host,
                Setpriv = setpriv,
                Mounts = mounts,
                Group = groups.Make(name, settings),
                GroupEnd = groups.End,
                OnReleased = () => uids.Return(id),
            };
        }
        catch
        {
            mounts?.Dispose();
            workspace.Dispose();
            if (taken is not null) uids.Return(id);
            throw;
        }
    }

    // A file system that cannot map ids was named as a degradation at the start; its sandboxes run as the host's user.
    private async Task<bool> TryMapAsync(SafeFileHandle tree, uint uid, PeerCredentials host)
    {
        try
        {
            MountCalls.Restrict(tree, await maps.GetAsync(uid, host.Uid, host.Gid));
            return true;
        }
        catch (IOException) when (unmapped.Count > 0)
        {
            MountCalls.Restrict(tree, users: null);
            return false;
        }
    }
}
