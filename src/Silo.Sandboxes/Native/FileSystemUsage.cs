namespace Silo.Sandboxes.Native;

/// <summary>What a whole file system has in use.</summary>
/// <param name="Bytes">Bytes in use.</param>
/// <param name="Files">Inodes in use; 0 where the file system has no fixed number of them.</param>
internal readonly record struct FileSystemUsage(long Bytes, long Files)
{
    /// <summary>That of the file system a directory lies on; null when it cannot be told.</summary>
    /// <remarks><c>struct statvfs</c> of 64-bit systems: fragment size, blocks and free blocks, inodes and free inodes are the 2nd, 3rd, 4th, 6th and 7th words.</remarks>
    public static unsafe FileSystemUsage? Of(string path)
    {
        var words = stackalloc ulong[32];
        if (LibC.statvfs(path, words) != 0) return null;
        return new FileSystemUsage((long)((words[2] - words[3]) * words[1]), (long)(words[5] - words[6]));
    }
}
