using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Counts what lies in a directory while somebody hostile may be changing it.</summary>
/// <remarks>
/// By open directories and never by path: no link is followed, no name is too long, and a directory moved meanwhile leads nowhere else. Blocks are
/// counted and not lengths, so a hole costs nothing; a file with several names counts for each by its share.
/// </remarks>
internal static unsafe class TreeMeasure
{
    /// <summary>Deepest directory; what lies deeper is not counted, and the count is not whole.</summary>
    public const int DepthMax = 256;

    private const int BufferBytes = 8 << 10;
    private const int EntryNameOffset = 19;
    private const int StatusBytes = 256;
    private const int DirectoryFlags = 0x10000 | LibC.OpenCloseOnExec | LibC.OpenNoFollow | LibC.OpenNonBlock;
    private const int NoFollow = 0x100;
    private const uint WantedFields = 0x1 | 0x4 | 0x400;
    private const int TypeMask = 0xf000;
    private const int TypeDirectory = 0x4000;

    /// <summary>Counts until everything is counted or a bound is passed.</summary>
    /// <param name="path">The root; one that is not there is empty.</param>
    /// <param name="bytesMax">Counting stops above it.</param>
    /// <param name="filesMax">Counting stops above it.</param>
    public static TreeUsage Of(string path, long bytesMax, long filesMax)
    {
        var levels = new Stack<Level>();
        long bytes = 0, files = 0;
        var isWhole = true;
        try
        {
            if (Open(LibC.open(path, DirectoryFlags)) is { } root) levels.Push(root);
            while (levels.TryPeek(out var level))
            {
                if (level.Next() is not { } name)
                {
                    levels.Pop().Dispose();
                    continue;
                }

                if (bytes > bytesMax || files > filesMax) return new TreeUsage(bytes, files, IsWhole: false);
                if (!TryRead(level.Handle, name, out var isDirectory, out var taken)) continue;
                bytes += taken;
                files++;
                if (!isDirectory) continue;
                if (levels.Count >= DepthMax) isWhole = false;
                else if (Open(OpenAt(level.Handle, name)) is { } below) levels.Push(below);
            }

            return new TreeUsage(bytes, files, isWhole);
        }
        finally
        {
            foreach (var level in levels) level.Dispose();
        }
    }

    // Gone, replaced by something else, or not ours to read: counted by its entry alone.
    private static Level? Open(int descriptor) => descriptor < 0 ? null : new Level(new SafeFileHandle(descriptor, ownsHandle: true));

    private static int OpenAt(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return LibC.openat(directory, text, DirectoryFlags);
    }

    private static bool TryRead(SafeFileHandle directory, ReadOnlySpan<byte> name, out bool isDirectory, out long bytes)
    {
        // struct statx is the same on every architecture: links at 16, mode at 28, blocks of 512 bytes at 48.
        var status = stackalloc byte[StatusBytes];
        int result;
        fixed (byte* text = name) result = LibC.statx(directory, text, NoFollow, WantedFields, status);
        var fields = new ReadOnlySpan<byte>(status, StatusBytes);
        isDirectory = result == 0 && (BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]) & TypeMask) == TypeDirectory;
        var links = isDirectory ? 1 : Math.Max(1, BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]));
        bytes = result == 0 ? BinaryPrimitives.ReadInt64LittleEndian(fields[48..]) * 512 / links : 0;
        return result == 0;
    }

    private sealed class Level(SafeFileHandle handle) : IDisposable
    {
        private readonly byte[] _entries = new byte[BufferBytes];
        private int _count;
        private int _at;

        public SafeFileHandle Handle => handle;

        /// <summary>The next name, with the zero byte behind it; null at the end.</summary>
        public byte[]? Next()
        {
            while (true)
            {
                if (_at >= _count)
                {
                    fixed (byte* buffer = _entries) _count = (int)LibC.GetDirectoryEntries(handle, buffer, BufferBytes);
                    _at = 0;
                    if (_count <= 0) return null;
                }

                var length = BinaryPrimitives.ReadUInt16LittleEndian(_entries.AsSpan(_at + 16));
                var name = _entries.AsSpan(_at + EntryNameOffset, length - EntryNameOffset);
                name = name[..(name.IndexOf((byte)0) + 1)];
                _at += length;
                if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8)) return name.ToArray();
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
