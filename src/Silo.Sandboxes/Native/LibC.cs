using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Silo.Sandboxes.Native;

/// <summary>The few calls of the C library that .NET has no counterpart for. Linux only, 64 bit.</summary>
internal static unsafe partial class LibC
{
    public const int ErrorNotPermitted = 1;
    public const int ErrorInterrupted = 4;
    public const int ErrorNoProcess = 3;
    public const int ErrorAgain = 11;
    public const int ErrorNoChild = 10;
    public const int ErrorBrokenPipe = 32;
    public const int SignalKill = 9;
    public const int AccessWrite = 2;
    public const int OpenReadOnly = 0;
    public const int OpenReadWrite = 2;
    public const int OpenNonBlock = 0x800;
    public const int OpenNoFollow = 0x20000;
    public const int OpenCloseOnExec = 0x80000;
    private const nint GetDirectoryEntriesNumberX64 = 217;
    private const nint GetDirectoryEntriesNumber = 61;
    private const nint PidfdSendSignalNumber = 424;
    private const nint PidfdOpenNumber = 434;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(SafeHandle descriptor, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(SafeHandle descriptor, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int openat(SafeHandle directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int statx(SafeHandle directory, byte* path, int flags, uint mask, byte* status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statvfs(string path, ulong* status);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(SafeHandle descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint lseek(SafeHandle descriptor, nint offset, int whence);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle descriptor, byte* interest);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_wait(SafeHandle epoll, byte* events, int eventsMax, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int kind, int id, byte* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prlimit(int pid, int resource, ulong* newLimit, ulong* oldLimit);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc")]
    public static partial uint getegid();

    [LibraryImport("libc")]
    public static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int lchown(string path, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);

    [LibraryImport("libc")]
    public static partial int getppid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    public static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    public static partial int sigfillset(byte* signals);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* realpath(string path, byte* resolved);

    // The numbers of the pidfd calls are the same on every architecture; wrappers exist only in newer C libraries.
    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    /// <summary>getdents64, which older C libraries have no name for.</summary>
    public static nint GetDirectoryEntries(SafeHandle directory, byte* buffer, nint count) => syscall(
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? GetDirectoryEntriesNumberX64 : GetDirectoryEntriesNumber,
        directory.DangerousGetHandle(), (nint)buffer, count, 0);

    public static int PidfdOpen(int pid) => (int)syscall(PidfdOpenNumber, pid, 0, 0, 0);

    public static int PidfdSendSignal(int descriptor, int signal) => (int)syscall(PidfdSendSignalNumber, descriptor, signal, 0, 0);

    /// <summary>A path with every link in it followed; null when there is nothing.</summary>
    public static string? RealPath(string path)
    {
        var resolved = realpath(path, null);
        if (resolved is null) return null;
        try
        {
            return Marshal.PtrToStringUTF8((nint)resolved);
        }
        finally
        {
            NativeMemory.Free(resolved);
        }
    }

    /// <summary>Passes on what a call returned.</summary>
    /// <exception cref="IOException">The call failed; the message names it and the reason.</exception>
    public static int Check(int result, string call) => result >= 0 ? result : throw Failure(call, Marshal.GetLastPInvokeError());

    public static IOException Failure(string call, int error) => new($"{call}: {new Win32Exception(error).Message} (errno {error}).");
}
