using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Whose an open file is, and which one.</summary>
/// <param name="Uid">Its user.</param>
/// <param name="Gid">Its group.</param>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Device">Its file system.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Links">How many names it has.</param>
internal readonly unsafe partial record struct FileOwner(uint Uid, uint Gid, int Mode, ulong Device, ulong Inode, uint Links)
{
    private const int EmptyPath = 0x1000;
    private const uint BasicFacts = 0x7ff;
    private const int KindMask = 0xf000;
    private const int KindDirectory = 0x4000;
    private const int KindFile = 0x8000;

    public bool IsDirectory => (Mode & KindMask) == KindDirectory;

    public bool IsFile => (Mode & KindMask) == KindFile;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(SafeHandle directory, byte* path, int flags, uint mask, byte* facts);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeHandle file, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchownat(SafeHandle directory, byte* path, uint uid, uint gid, int flags);

    /// <summary>Asks the kernel.</summary>
    /// <exception cref="IOException">It does not know.</exception>
    public static FileOwner Of(SafeFileHandle file)
    {
        byte nothing = 0;
        var facts = stackalloc byte[256];
        LibC.Check(statx(file, &nothing, EmptyPath, BasicFacts, facts), "statx");

        // struct statx: links at 16, uid at 20, gid at 24, mode at 28, inode at 32, device at 136 and 140.
        var span = new ReadOnlySpan<byte>(facts, 256);
        return new FileOwner(
            BinaryPrimitives.ReadUInt32LittleEndian(span[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(span[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(span[28..]),
            ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(span[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(span[140..]),
            BinaryPrimitives.ReadUInt64LittleEndian(span[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(span[16..]));
    }

    /// <summary>Gives an open file, also a pipe or one in memory, to a user: opened once more by its path under /proc, it would be refused to anyone else.</summary>
    public static void Give(SafeHandle file, uint uid, uint gid) => LibC.Check(fchown(file, uid, gid), "fchown");

    /// <summary>Gives what is held for naming only to a user: a file, a directory, or a link itself.</summary>
    /// <returns>False when this process may not.</returns>
    /// <exception cref="IOException">Something else failed.</exception>
    public static bool TryGiveHeld(SafeHandle held, uint uid, uint gid)
    {
        byte nothing = 0;
        if (fchownat(held, &nothing, uid, gid, EmptyPath) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == LibC.ErrorNotPermitted ? false : throw LibC.Failure("fchownat", error);
    }
}
