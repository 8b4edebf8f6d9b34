using System.Runtime.InteropServices;
using System.Text;

namespace Silo.Cli.Chat;

/// <summary>The process's own terminal in raw mode: keys come as they are pressed and are not shown. Put back when it is disposed.</summary>
internal sealed partial class RawTerminal : IDisposable
{
    private const int Input = 0;
    private const int SetAfterOutput = 1;
    private const nuint GetWindowSize = 0x5413;
    private const short Readable = 1;

    // Longer than any C library's struct termios, whose layout is nobody's business here.
    private const int TermiosBytes = 256;
    private readonly byte[] _before;
    private readonly Stream _output = Console.OpenStandardOutput();

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Takes the terminal.</summary>
    /// <exception cref="UsageException">The standard input is none.</exception>
    internal static RawTerminal Open()
    {
        var before = new byte[TermiosBytes];
        if (GetAttributes(Input, before) != 0) throw new UsageException("The standard input is not a terminal.");
        var raw = (byte[])before.Clone();
        MakeRaw(raw);
        if (SetAttributes(Input, SetAfterOutput, raw) != 0) throw new UsageException("The terminal cannot be put into raw mode.");
        return new RawTerminal(before);
    }

    /// <summary>Columns and rows; 80 by 24 when the terminal does not say.</summary>
    internal static (int Columns, int Rows) Size()
    {
        var size = default(WindowSize);
        return IoControl(Input, GetWindowSize, ref size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : (80, 24);
    }

    /// <summary>Sends text as it is.</summary>
    internal void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    /// <summary>Waits for bytes.</summary>
    /// <param name="buffer">Takes them.</param>
    /// <param name="timeoutMs">How long; -1 for ever.</param>
    /// <returns>How many came; 0 at the end of the input; null when none came in time.</returns>
    internal static int? Read(byte[] buffer, int timeoutMs)
    {
        var entry = new PollEntry { Descriptor = Input, Events = Readable };
        while (true)
        {
            var found = Poll(ref entry, 1, timeoutMs);
            if (found == 0) return null;
            if (found < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted) continue;
            var count = found < 0 ? -1 : ReadInput(Input, buffer, (nuint)buffer.Length);
            if (count < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted) continue;
            // A terminal that is gone gives an error instead of an end.
            return (int)Math.Max(count, 0);
        }
    }

    public void Dispose()
    {
        _ = SetAttributes(Input, SetAfterOutput, _before);
        _output.Dispose();
    }

    private const int ErrorInterrupted = 4;

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAttributes(int descriptor, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAttributes(int descriptor, int action, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void MakeRaw(byte[] attributes);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IoControl(int descriptor, nuint request, ref WindowSize size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadInput(int descriptor, byte[] buffer, nuint count);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        internal ushort Rows;
        internal ushort Columns;
        internal ushort PixelWidth;
        internal ushort PixelHeight;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Found;
    }
}
