using System.Runtime.InteropServices;

namespace Silo.Sandboxes.Native;

/// <summary>Lets a thread of one who may be any user, such as root, count as another for a moment, where the kernel asks whose a process is and not what a caller may do.</summary>
/// <remarks>
/// prlimit(2) wants the real ids of both to be equal, or CAP_SYS_RESOURCE, which root lacks in many containers, and which counts for nothing over subordinate ids. The C library's wrappers would
/// change every thread; the calls themselves change the one that makes them, and only its real ids: what it may do stays as it is.
/// </remarks>
internal static partial class BorrowedUser
{
    private const nint Unchanged = -1;
    private static readonly (nint Uid, nint Gid) Numbers = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (117, 119) : (147, 149);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint real, nint effective, nint saved);

    /// <summary>Does something as that user's.</summary>
    public static void Do(uint uid, uint gid, Action work)
    {
        var (ownUid, ownGid) = (LibC.geteuid(), LibC.getegid());
        try
        {
            LibC.Check((int)syscall(Numbers.Gid, (nint)gid, Unchanged, Unchanged), "setresgid");
            LibC.Check((int)syscall(Numbers.Uid, (nint)uid, Unchanged, Unchanged), "setresuid");
            work();
        }
        finally
        {
            if (syscall(Numbers.Uid, (nint)ownUid, Unchanged, Unchanged) < 0 || syscall(Numbers.Gid, (nint)ownGid, Unchanged, Unchanged) < 0)
                Environment.FailFast("A thread cannot become its own user's again.");
        }
    }
}
