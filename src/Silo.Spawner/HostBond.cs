using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Spawner;

/// <summary>Ties this process to the host that started it, in two ways: a signal by the kernel, and the end of a pipe; and to itself what its children leave behind.</summary>
internal static class HostBond
{
    private const int SetParentDeathSignal = 1;
    private const int SetChildSubreaper = 36;

    /// <summary>Asks the kernel to kill this process when the host's starting thread ends.</summary>
    /// <returns>False when the host is gone already.</returns>
    public static bool TryTie(int hostPid)
    {
        LibC.Check(LibC.prctl(SetParentDeathSignal, LibC.SignalKill, 0, 0, 0), "prctl");

        AdoptOrphans();
        return LibC.getppid() == hostPid;
    }

    /// <summary>A sandbox's first process outlives its bwrap for a moment; adopted here, it is reaped here.</summary>
    public static void AdoptOrphans() => LibC.Check(LibC.prctl(SetChildSubreaper, 1, 0, 0, 0), "prctl");

    /// <summary>Returns when the host has closed the pipe on standard input, or died.</summary>
    public static async Task WaitHostGoneAsync(FdPoller poller)
    {
        using var input = new SafeFileHandle(0, ownsHandle: false);
        await poller.WaitReadableAsync(input);
    }
}
