using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Mounts and mount namespaces. All of it needs root.</summary>
internal static unsafe partial class MountCalls
{
    private const int CloneNewMounts = 0x20000;
    private const int CloneFileSystemState = 0x200;
    private const nuint FlagNoSuid = 2;
    private const nuint FlagNoDevices = 4;
    private const nuint FlagPrivateRecursive = 0x40000 | 0x4000;
    private const nint OpenTreeNumber = 428;
    private const nint MoveMountNumber = 429;
    private const nint MountSetAttributesNumber = 442;
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const int OpenTreeClone = 1;
    private const int MoveFromEmptyPath = 4;
    private const ulong AttributeNoSuid = 2;
    private const ulong AttributeNoDevices = 4;
    private const ulong AttributeIdMap = 0x100000;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeHandle descriptor, int kind);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3, nint argument4, nint argument5);

    /// <summary>Gives the calling thread a mount namespace of its own, from which nothing goes back into the one it came from.</summary>
    public static void EnterNewNamespace()
    {
        LibC.Check(unshare(CloneFileSystemState | CloneNewMounts), "unshare");
        LibC.Check(mount(null, "/", null, FlagPrivateRecursive, null), "mount");
    }

    /// <summary>Moves the calling thread, which shares its working directory with no other, into a mount namespace.</summary>
    public static void Enter(SafeFileHandle mounts) => LibC.Check(setns(mounts, CloneNewMounts), "setns");

    /// <summary>The calling thread's mount namespace; it lives as long as this or a process in it does.</summary>
    public static SafeFileHandle Hold() =>
        new(LibC.Check(LibC.open("/proc/thread-self/ns/mnt", LibC.OpenReadOnly | LibC.OpenCloseOnExec), "open"), ownsHandle: true);

    /// <summary>Mounts memory as a file system with bounds, for one user alone.</summary>
    public static void MountMemory(string target, long bytesMax, long filesMax, uint uid, uint gid) => LibC.Check(
        mount("silo", target, "tmpfs", FlagNoSuid | FlagNoDevices, $"size={bytesMax},nr_inodes={filesMax},mode=0700,uid={uid},gid={gid}"),
        $"Mounting memory at {target}");

    /// <summary>Takes a directory as a mount that is nowhere yet.</summary>
    /// <param name="directory">The directory.</param>
    public static SafeFileHandle Detach(SafeFileHandle directory)
    {
        byte nothing = 0;
        var tree = syscall(OpenTreeNumber, directory.DangerousGetHandle(), (nint)(&nothing), EmptyPath | OpenTreeClone | LibC.OpenCloseOnExec, 0, 0);
        return new SafeFileHandle(LibC.Check((int)tree, "open_tree"), ownsHandle: true);
    }

    /// <summary>Forbids set-user-id programs and devices in a mount that is nowhere yet and, if asked to, shows its files as another user's.</summary>
    /// <param name="tree">The mount.</param>
    /// <param name="users">A user namespace whose maps say which disk id is shown as which; null to leave ids alone.</param>
    /// <exception cref="IOException">The file system cannot map ids.</exception>
    public static void Restrict(SafeFileHandle tree, SafeFileHandle? users)
    {
        // struct mount_attr: attributes to set, to clear, propagation, user namespace.
        var attributes = stackalloc ulong[4];
        attributes[0] = AttributeNoSuid | AttributeNoDevices | (users is null ? 0 : AttributeIdMap);
        attributes[1] = 0;
        attributes[2] = 0;
        attributes[3] = users is null ? 0 : (ulong)users.DangerousGetHandle();
        byte nothing = 0;
        var result = syscall(MountSetAttributesNumber, tree.DangerousGetHandle(), (nint)(&nothing), EmptyPath, (nint)attributes, 4 * sizeof(ulong));
        LibC.Check((int)result, "mount_setattr");
    }

    /// <summary>Puts a mount that is nowhere yet at a path of the calling thread's namespace.</summary>
    public static void Attach(SafeFileHandle tree, string target)
    {
        byte nothing = 0;
        fixed (byte* path = Encoding.UTF8.GetBytes(target + '\0'))
            LibC.Check((int)syscall(MoveMountNumber, tree.DangerousGetHandle(), (nint)(&nothing), CurrentDirectory, (nint)path, MoveFromEmptyPath), "move_mount");
    }
}
