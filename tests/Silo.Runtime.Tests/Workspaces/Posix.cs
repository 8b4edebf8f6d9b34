using System.Runtime.InteropServices;
using System.Text;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>What a hostile process in a sandbox can do to its files, and .NET has no call for.</summary>
internal static class Posix
{
    private const int CurrentDirectory = -100;
    private const uint ExchangeFlag = 2;

    internal static bool IsRoot => Environment.UserName == "root";

#pragma warning disable CA1416 // The tests run on Linux only, as the code does.
    internal static string ModeOf(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    internal static void SetMode(string path, string octal) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
#pragma warning restore CA1416

    internal static void MakeFifo(string path) => Check(mkfifo(Terminated(path), 0x1B6));

    internal static void MakeNullDevice(string path) => Check(mknod(Terminated(path), 0x2000 | 0x1B6, 0x103));

    internal static void MakeFile(string directory, byte[] name)
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(directory + "/"), .. name, 0];
        var fd = open(path, 0x41, 0x1A4);
        Check(fd);
        Check(close(fd));
    }

    /// <summary>Swaps what two paths lead to, in one step.</summary>
    internal static void Exchange(string a, string b) =>
        Check(renameat2(CurrentDirectory, Terminated(a), CurrentDirectory, Terminated(b), ExchangeFlag));

    /// <summary>Makes directories inside each other, deeper than any path can say.</summary>
    internal static void MakeDeep(string path, string name, int levels)
    {
        var fd = open(Terminated(path), 0x10000, 0);
        Check(fd);
        for (var i = 0; i < levels; i++)
        {
            Check(mkdirat(fd, Terminated(name), 0x1C0));
            var next = openat(fd, Terminated(name), 0x10000, 0);
            Check(next);
            Check(close(fd));
            fd = next;
        }

        Check(close(fd));
    }

    internal static bool TryMountTmpfs(string path, string options) =>
        mount(Terminated("tmpfs"), Terminated(path), Terminated("tmpfs"), 0, Terminated(options)) == 0;

    internal static void Unmount(string path) => Check(umount2(Terminated(path), 2));

    private static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private static void Check(int result)
    {
        if (result < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

#pragma warning disable IDE1006, CA5392, SYSLIB1054 // Names of the C library.
    [DllImport("libc", SetLastError = true)]
    private static extern int mkfifo(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int mknod(byte[] path, uint mode, ulong device);

    [DllImport("libc", SetLastError = true)]
    private static extern int open(byte[] path, int flags, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int openat(int fd, byte[] path, int flags, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int mkdirat(int fd, byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int fd);

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(int fromFd, byte[] from, int toFd, byte[] to, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int mount(byte[] source, byte[] target, byte[] type, ulong flags, byte[] options);

    [DllImport("libc", SetLastError = true)]
    private static extern int umount2(byte[] target, int flags);
#pragma warning restore IDE1006, CA5392, SYSLIB1054
}
