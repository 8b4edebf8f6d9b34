using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Storage.Files;

/// <summary>Directories whose entries are on stable storage: a new or renamed file is only there after a crash once its directory was synced.</summary>
internal static class DurableDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a directory, and its parents, for the owner alone; syncs the parent of each that it made.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is not { } parent) throw new DirectoryNotFoundException($"'{path}' does not exist.");
        Create(parent);
        Directory.CreateDirectory(path, OwnerOnly);
        Sync(parent);
    }

    /// <summary>Puts a directory's entries on stable storage.</summary>
    /// <exception cref="IOException">The disk refused it; what is there after a crash is unknown.</exception>
    internal static void Sync(string path)
    {
        var descriptor = LibC.Open(path, LibC.OpenReadOnly | LibC.OpenDirectory | LibC.OpenCloseOnExec, 0);
        if (descriptor < 0) throw Failure("open", path);
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        int code;
        do code = LibC.Sync(directory);
        while (code < 0 && Marshal.GetLastPInvokeError() == LibC.ErrnoInterrupted);
        if (code < 0) throw Failure("sync", path);
    }

    /// <summary>Tells whether files can be made in a directory: not in one of a read-only file system, for example.</summary>
    internal static bool IsWritable(string path) => LibC.Access(path, LibC.AccessWrite) == 0;

    private static IOException Failure(string act, string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {act} the directory '{path}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
    }
}
