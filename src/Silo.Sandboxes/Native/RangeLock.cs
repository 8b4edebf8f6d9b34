using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>A lock on a part of a file, held by an open file and gone with it, however its process ends.</summary>
/// <remarks>Source: fcntl(2), open file description locks.</remarks>
internal sealed unsafe partial class RangeLock : IDisposable
{
    private const int SetLock = 37;
    private const short Exclusive = 1;
    private const int OpenCreate = 0x40;
    private const int OpenNoLinks = 0x20000;
    private const int OwnerOnly = 0x180;
    private readonly SafeFileHandle _file;

    private RangeLock(SafeFileHandle file) => _file = file;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeHandle descriptor, int command, void* argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file; made when it is missing.</param>
    /// <param name="first">The first byte that is locked; it need not exist.</param>
    /// <param name="count">How many.</param>
    /// <returns>Null when somebody holds a part of it.</returns>
    /// <exception cref="IOException">The file cannot be used: it is a link, or another user's.</exception>
    public static RangeLock? TryTake(string path, long first, long count)
    {
        var file = new SafeFileHandle(
            LibC.Check(open(path, LibC.OpenReadWrite | OpenCreate | OpenNoLinks | LibC.OpenCloseOnExec, OwnerOnly), $"Opening {path}"), ownsHandle: true);
        try
        {
            var owner = FileOwner.Of(file);
            if (!owner.IsFile || owner.Uid != LibC.geteuid()) throw new IOException($"{path} is not a file of this user; remove it.");

            // struct flock on 64 bit: type, whence (from the start), start, length, pid.
            var wanted = stackalloc long[4];
            new Span<long>(wanted, 4).Clear();
            *(short*)wanted = Exclusive;
            wanted[1] = first;
            wanted[2] = count;
            if (fcntl(file, SetLock, wanted) == 0) return new RangeLock(file);
            var error = Marshal.GetLastPInvokeError();
            if (error != LibC.ErrorAgain) throw LibC.Failure($"Locking {path}", error);
            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
