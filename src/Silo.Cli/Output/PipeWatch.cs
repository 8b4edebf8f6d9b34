using System.Runtime.InteropServices;

namespace Silo.Cli.Output;

/// <summary>Notices when nobody reads the standard output any more, as in <c>silo tail --follow | head</c>; .NET itself drops what is written then.</summary>
internal static class PipeWatch
{
    private const int StandardOutput = 1;
    private const int ErrorNumberInterrupted = 4;

    /// <summary>A token that is cancelled when the reader goes away. Waits on a thread of its own, which ends with the process.</summary>
    internal static CancellationToken Start()
    {
        var closed = new CancellationTokenSource();
        new Thread(() => Wait(closed)) { IsBackground = true, Name = "output" }.Start();
        return closed.Token;
    }

    private static void Wait(CancellationTokenSource closed)
    {
        // Asks for no event: what comes all the same is an error, such as the end of the other side. A file or a terminal never has one.
        var output = new PollEntry { Descriptor = StandardOutput };
        int found;
        do found = Poll(ref output, 1, -1);
        while (found < 0 && Marshal.GetLastPInvokeError() == ErrorNumberInterrupted);
        if (found > 0) closed.Cancel();
    }

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Found;
    }
}
