using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Storage.Files;

/// <summary>Locks on single bytes of an open file; the kernel lets go of them when the file is closed, however its process ends.</summary>
/// <remarks>Source: fcntl(2), open file description locks. The bytes need not exist.</remarks>
internal static partial class RangeLock
{
    private const int Query = 36;
    private const int Set = 37;
    private const short Exclusive = 1;
    private const short None = 2;

    /// <summary>Locks a byte.</summary>
    /// <returns>False when another open file has it.</returns>
    /// <exception cref="IOException">The file system has no such locks.</exception>
    internal static bool TryTake(SafeFileHandle file, long at)
    {
        if (Call(file, Set, Exclusive, at, out _) is not { } errno) return true;
        return errno == LibC.ErrnoWouldBlock ? false : throw Failure(errno);
    }

    /// <summary>Lets go of a byte.</summary>
    internal static void LetGo(SafeFileHandle file, long at)
    {
        if (Call(file, Set, None, at, out _) is { } errno) throw Failure(errno);
    }

    /// <summary>Whether another open file has a byte.</summary>
    internal static bool IsTaken(SafeFileHandle file, long at) =>
        Call(file, Query, Exclusive, at, out var found) is { } errno ? throw Failure(errno) : found != None;

    /// <returns>The error's number; null for none.</returns>
    private static unsafe int? Call(SafeFileHandle file, int command, short kind, long at, out short found)
    {
        // struct flock on 64 bit: type, whence (from the start), start, length, pid.
        var wanted = stackalloc long[4] { 0, at, 1, 0 };
        *(short*)wanted = kind;
        var code = fcntl(file, command, wanted);
        found = *(short*)wanted;
        return code == 0 ? null : Marshal.GetLastPInvokeError();
    }

    private static IOException Failure(int errno) => new($"A file cannot be locked: {Marshal.GetPInvokeErrorMessage(errno)}.", errno);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int fcntl(SafeHandle descriptor, int command, void* argument);
}
