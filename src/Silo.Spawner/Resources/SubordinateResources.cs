using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Entering;
using Silo.Spawner.Users;

namespace Silo.Spawner.Resources;

/// <summary>Resources of a spawner whose host holds subordinate ids: each workspace has a user of its own, each sandbox its own mounts, and nobody is root.</summary>
/// <remarks>
/// Mapping a mount takes root, so the files of a workspace are its user's on disk. They are given to it when a sandbox on it is made, and from then on
/// by whoever makes one: the host gives what it makes to the owner of the workspace, and may read, write and remove what the sandbox made.
/// </remarks>
internal sealed class SubordinateResources(
    RunDirectory run, IdShare share, ProcessStarter starter, GroupSource groups, string setpriv, ISpawnerProbe probe)
    : IResourceSource
{
    // A directory that every machine has and nothing is run from. Only a sandbox's own mounts have anything there.
    private const string Place = "/mnt";
    private readonly WorkspaceUids _uids = new(share.Own);
    private readonly ConcurrentDictionary<WorkspaceId, SemaphoreSlim> _giving = new();

    public bool IsShared => true;

    public string UserKind => SandboxUserKind.Subordinate;

    public string? Uids => $"{share.Own}";

    public IReadOnlyList<string> Degraded { get; } = [.. groups.Degraded(isUserShared: false, isRoot: false)];

    public string? FindProblem(CreateRequest request, PeerCredentials host) => OwnWorkspace.FindProblem(run, request.Workspace);

    public async Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory, PeerCredentials host, CancellationToken cancellationToken)
    {
        var workspace = OwnWorkspace.Open(request.Workspace, host, share.All);
        var owner = FileOwner.Of(workspace);
        var id = new WorkspaceId(owner.Device, owner.Inode);
        uint? taken = null;
        SafeFileHandle? mounts = null;
        try
        {
            var uid = _uids.Take(id, owner.Uid);
            taken = uid;
            await GiveAsync(workspace, id, uid, cancellationToken);
            var user = new SandboxUser(uid, uid);
            mounts = await starter.MakeMountsAsync(() => Mount(request, owner, new SandboxDirectory(Seen(directory.Path)), user));
            probe.Reached(SpawnerPoint.MountsMade);
            return new SandboxResources
            {
                Workspace = Seen(directory.Workspace),
                HeldWorkspace = workspace,
                RunDirectory = (run.Path, Place),
                User = user,
                UserKind = UserKind,
                Setpriv = setpriv,
                Mounts = mounts,
                Group = groups.Make(name, request.Settings),
                GroupEnd = groups.End,
                OnReleased = () => _uids.Return(id),
            };
        }
        catch
        {
            mounts?.Dispose();
            workspace.Dispose();
            if (taken is not null) _uids.Return(id);
            throw;
        }
    }

    private string Seen(string path) => Place + path[run.Path.Length..];

    // Sandboxes on one workspace wait for each other; others do not wait for a large one.
    private async Task GiveAsync(SafeFileHandle workspace, WorkspaceId id, uint uid, CancellationToken cancellationToken)
    {
        var gate = _giving.GetOrAdd(id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => TreeOwner.Give(workspace, uid, uid, cancellationToken), cancellationToken);
            _giving.TryRemove(id, out _);
        }
        finally
        {
            gate.Release();
        }
    }

    // Among the sandbox's own mounts, and opened there: a directory of other mounts cannot be mounted. Its user may not pass through what is above.
    private void Mount(CreateRequest request, FileOwner workspace, SandboxDirectory seen, SandboxUser user)
    {
        using (var opened = HeldDirectory.Open(run.Path))
        using (var tree = MountCalls.Detach(opened))
            MountCalls.Attach(tree, Place);
        using (var opened = HeldDirectory.Open(request.Workspace))
        {
            var found = FileOwner.Of(opened);
            if (found.Inode != workspace.Inode || found.Device != workspace.Device) throw new IOException("The workspace was moved meanwhile. Retry.");
            using var tree = MountCalls.Detach(opened);
            MountCalls.Restrict(tree, users: null);
            MountCalls.Attach(tree, seen.Workspace);
        }

        var settings = request.Settings;
        MountCalls.MountMemory(seen.Temporary, settings.TmpBytesMax, settings.TmpFilesMax, user.Uid, user.Gid);
        MountCalls.MountMemory(seen.Home, settings.TmpBytesMax, settings.TmpFilesMax, user.Uid, user.Gid);
    }
}
