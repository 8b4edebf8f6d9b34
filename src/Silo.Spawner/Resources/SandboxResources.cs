using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Diagnostics;

namespace Silo.Spawner.Resources;

/// <summary>What one sandbox holds of the machine besides its directory: a user, mounts, control groups.</summary>
/// <remarks>It knows nothing of how a command is confined: whatever program makes the namespaces is started in here.</remarks>
internal sealed class SandboxResources
{
    private static readonly string[] Drop = ["--clear-groups", "--inh-caps=-all", "--no-new-privs", "--"];
    private int _mountsReleased;

    /// <summary>The workspace's path, as a process that is started in here sees it.</summary>
    public required string Workspace { get; init; }

    /// <summary>The workspace, held; null when its path is trusted.</summary>
    public SafeFileHandle? HeldWorkspace { get; init; }

    /// <summary>The workspace's path as this process sees it. Of one that is held no link on the way is followed, because there is no way.</summary>
    public string WorkspaceOnHost => HeldWorkspace is { } held ? $"/proc/self/fd/{held.DangerousGetHandle()}/." : Workspace;

    /// <summary>Whether the kernel bounds /tmp and /home/agent.</summary>
    public bool BoundsTmp => Mounts is not null;

    /// <summary>Whom its processes run as; null for the user of this process.</summary>
    public SandboxUser? User { get; init; }

    /// <summary>The same in a word; see <see cref="SandboxUserKind"/>.</summary>
    public string UserKind { get; init; } = SandboxUserKind.Host;

    /// <summary>The path that the spawner's directory has among its mounts; null when it lies there where it is.</summary>
    public (string Path, string Seen)? RunDirectory { get; init; }

    /// <summary>The program that changes the user.</summary>
    public string? Setpriv { get; init; }

    /// <summary>The mounts that its processes see; null for those of this process.</summary>
    public SafeFileHandle? Mounts { get; init; }

    public required SandboxGroup Group { get; init; }

    public required CgroupEnd GroupEnd { get; init; }

    /// <summary>Gives back its user.</summary>
    public Action OnReleased { get; init; } = () => { };

    /// <summary>Puts the start of a program in here.</summary>
    public ProcessStart Enter(ProcessStart start)
    {
        if (User is not { } user || Setpriv is not { } setpriv) return start with { Mounts = Mounts };
        string[] drop = ["setpriv", "--reuid", Text(user.Uid), "--regid", Text(user.Gid), .. Drop, start.Path];
        return start with { Path = setpriv, Arguments = [.. drop, .. start.Arguments.Skip(1)], Mounts = Mounts };
    }

    /// <summary>The path by which a process that is started in here reaches something of the spawner's directory.</summary>
    public string Seen(string path) =>
        RunDirectory is { } run && path.StartsWith(run.Path + "/", StringComparison.Ordinal) ? run.Seen + path[run.Path.Length..] : path;

    /// <summary>Makes a descriptor the sandbox's own, so that its processes can open it by name: <c>/dev/stdin</c>, <c>/dev/stdout</c>.</summary>
    public void Give(SafeHandle descriptor)
    {
        if (User is { } user) FileOwner.Give(descriptor, user.Uid, user.Gid);
    }

    /// <summary>Does what the kernel lets a user do to its own processes alone: set their limits.</summary>
    /// <param name="work">Must not go on in another thread.</param>
    public void OnItsBehalf(Action work)
    {
        if (User is { } user) BorrowedUser.Do(user.Uid, user.Gid, work);
        else work();
    }

    /// <summary>Puts a process into its control groups.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public void Admit(int pid) => Group.Admit(pid);

    /// <summary>Ends what is left and gives everything back. Its processes are known to be gone.</summary>
    /// <exception cref="SandboxException">Something in its groups would not die (<c>sandbox_not_dead</c>). Retry.</exception>
    public async Task EndAsync(ISpawnerProbe probe)
    {
        await Group.EndAsync(GroupEnd);
        probe.Reached(SpawnerPoint.GroupRemoved);
        if (Interlocked.Exchange(ref _mountsReleased, 1) == 0)
        {
            // Nothing is unmounted: the kernel drops a namespace's mounts with the last that holds it.
            Mounts?.Dispose();
            HeldWorkspace?.Dispose();
            OnReleased();
        }

        probe.Reached(SpawnerPoint.MountsReleased);
    }

    private static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
