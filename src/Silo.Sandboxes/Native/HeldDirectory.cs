using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Opens directories that nobody hostile can swap.</summary>
internal static class HeldDirectory
{
    private const int PathOnly = 0x200000;
    private const int DirectoryOnly = 0x10000;

    /// <summary>Opens one for naming only: it can be looked at, given away and mounted, not read. Links are followed.</summary>
    /// <exception cref="IOException">There is no such directory.</exception>
    public static SafeFileHandle Open(string path) =>
        new(LibC.Check(LibC.open(path, PathOnly | DirectoryOnly | LibC.OpenCloseOnExec), $"Opening {path}"), ownsHandle: true);
}
