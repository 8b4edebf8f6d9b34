using System.Runtime.InteropServices;

namespace Silo.Runtime.Workspaces;

/// <summary>The system calls of Linux that file access beneath a directory needs; the numbers are those of x64 and arm64.</summary>
/// <remarks>Names are NUL-terminated bytes: what lies in a workspace need not be valid UTF-8.</remarks>
internal static class Libc
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int NoControllingTerminal = 0x100;
    internal const int NonBlocking = 0x800;
    internal const int NoAccessTime = 0x40000;
    internal const int CloseOnExec = 0x80000;
    internal const int PathOnly = 0x200000;

    internal const ulong ResolveNoMagicLinks = 0x02;
    internal const ulong ResolveNoLinks = 0x04;
    internal const ulong ResolveBeneath = 0x08;

    internal const int AtNoFollow = 0x100;
    internal const int AtRemoveDirectory = 0x200;
    internal const int AtEmptyPath = 0x1000;
    internal const int SetStatusFlags = 4;
    private const int AtCurrentDirectory = -100;
    private const uint BasicStatus = 0x7ff;
    private const long OpenAt2Number = 437;

    // These two flags are the only ones whose value differs between the architectures.
    internal static int Directory => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    internal static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private static long GetEntriesNumber => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    /// <summary>Opens a path on the host's side: only for the store's own root, which is trusted.</summary>
    internal static long OpenTrusted(byte[] path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)flags };
        return SystemCall(OpenAt2Number, AtCurrentDirectory, path, ref how, OpenHow.SizeBytes);
    }

    internal static long OpenAt2(SafeHandle directory, byte[] path, ref OpenHow how) =>
        SystemCall(OpenAt2Number, directory, path, ref how, OpenHow.SizeBytes);

    internal static long GetEntries(SafeHandle directory, byte[] buffer) => SystemCall(GetEntriesNumber, directory, buffer, buffer.Length);

    internal static int Status(SafeHandle directory, byte[] name, int flags, out FileStatus status) =>
        StatX(directory, name, flags, BasicStatus, out status);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int MakeDirectory(SafeHandle directory, byte[] name, uint mode);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Rename(SafeHandle fromDirectory, byte[] from, SafeHandle toDirectory, byte[] to);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Unlink(SafeHandle directory, byte[] name, int flags);

    [DllImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int SymbolicLink(byte[] target, SafeHandle directory, byte[] name);

    [DllImport("libc", EntryPoint = "linkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int HardLink(SafeHandle fromDirectory, byte[] from, SafeHandle toDirectory, byte[] to, int flags);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern nint ReadLink(SafeHandle directory, byte[] name, byte[] buffer, nint size);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern nint Write(SafeHandle file, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Sync(SafeHandle file);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int SyncFileSystem(SafeHandle file);

    [DllImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int ChangeMode(SafeHandle file, uint mode);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int ChangeMode(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int ChangeOwner(SafeHandle file, uint user, uint group);

    [DllImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int ChangeOwner(SafeHandle directory, byte[] name, uint user, uint group, int flags);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Control(SafeHandle file, int command, nint argument);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(SafeHandle directory, byte[] name, int flags, uint mask, out FileStatus status);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, SafeHandle directory, byte[] path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, long directory, byte[] path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, SafeHandle directory, byte[] buffer, nint size);
}
