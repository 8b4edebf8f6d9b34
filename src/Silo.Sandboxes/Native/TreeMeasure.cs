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

    private const int StatusBytes = 256;
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
        var levels = new Stack<DirectoryLevel>();
        long bytes = 0, files = 0;
        var isWhole = true;
        try
        {
            if (DirectoryLevel.TryOpen(path) is { } root) levels.Push(root);
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
                else if (DirectoryLevel.TryOpen(level.Handle, name) is { } below) levels.Push(below);
            }

            return new TreeUsage(bytes, files, isWhole);
        }
        finally
        {
            foreach (var level in levels) level.Dispose();
        }
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
}
