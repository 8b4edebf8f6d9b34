namespace Silo.Sandboxes.Native;

/// <summary>Sets resource limits of another process; its children inherit them.</summary>
internal static unsafe class ResourceLimit
{
    public const int CpuSeconds = 0;
    public const int FileSize = 1;
    public const int Data = 2;
    public const int CoreSize = 4;
    public const int Processes = 6;
    public const int OpenFiles = 7;

    /// <summary>The hard limit that this process has.</summary>
    public static ulong HardOfThis(int resource)
    {
        var limits = stackalloc ulong[2];
        LibC.Check(LibC.prlimit(0, resource, null, limits), "prlimit");
        return limits[1];
    }

    /// <summary>Sets the soft and the hard limit, never above the hard limit that the process has.</summary>
    public static void Set(int pid, int resource, ulong value)
    {
        var limits = stackalloc ulong[2];
        LibC.Check(LibC.prlimit(pid, resource, null, limits), "prlimit");
        var bounded = Math.Min(value, limits[1]);
        limits[0] = bounded;
        limits[1] = bounded;
        LibC.Check(LibC.prlimit(pid, resource, limits, null), "prlimit");
    }
}
