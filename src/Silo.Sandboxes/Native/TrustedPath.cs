using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Opens a directory by a path of which nobody can have made a link.</summary>
internal static unsafe partial class TrustedPath
{
    private const nint OpenAtNumber = 437;
    private const int CurrentDirectory = -100;
    private const ulong OpenPathOnly = 0x200000;
    private const ulong OpenDirectory = 0x10000;
    private const ulong NoMagicLinks = 2;
    private const ulong NoLinks = 4;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    /// <summary>Opens it for naming only: it can be looked at and mounted, not read.</summary>
    /// <param name="path">An absolute path. A symbolic link anywhere in it is an error.</param>
    /// <exception cref="IOException">There is no such directory.</exception>
    public static SafeFileHandle OpenDirectoryAt(string path)
    {
        // struct open_how: flags, mode, how to resolve.
        var how = stackalloc ulong[3];
        how[0] = OpenPathOnly | OpenDirectory | (ulong)LibC.OpenCloseOnExec;
        how[1] = 0;
        how[2] = NoMagicLinks | NoLinks;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var opened = syscall(OpenAtNumber, CurrentDirectory, (nint)name, (nint)how, 3 * sizeof(ulong));
            return new SafeFileHandle(LibC.Check((int)opened, $"Opening {path}"), ownsHandle: true);
        }
    }
}
