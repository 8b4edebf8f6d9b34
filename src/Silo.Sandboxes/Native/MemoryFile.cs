using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Bytes as a file without a name, for a child to read.</summary>
internal static class MemoryFile
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;

    // Seal, shrink, grow, write: a sandboxed reader could otherwise open it for writing through /proc/self/fd and fill memory with it.
    private const int AllSeals = 1 | 2 | 4 | 8;

    /// <summary>Makes a sealed file, at its start.</summary>
    public static SafeFileHandle Create(ReadOnlySpan<byte> content)
    {
        var file = Open();
        RandomAccess.Write(file, content, fileOffset: 0);
        return Seal(file);
    }

    /// <summary>Makes a sealed file of what is written to its descriptor.</summary>
    public static SafeFileHandle Create(Action<SafeFileHandle> write)
    {
        var file = Open();
        write(file);
        return Seal(file);
    }

    private static SafeFileHandle Open() => new(LibC.Check(LibC.memfd_create("silo", CloseOnExec | AllowSealing), "memfd_create"), ownsHandle: true);

    private static SafeFileHandle Seal(SafeFileHandle file)
    {
        LibC.Check(LibC.fcntl(file, AddSeals, AllSeals), "fcntl");
        return file;
    }
}
