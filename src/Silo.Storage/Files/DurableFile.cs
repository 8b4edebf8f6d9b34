namespace Silo.Storage.Files;

/// <summary>Files that are either absent or whole, whatever happens.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file under a passing name, syncs it, and gives it its name. The caller syncs the directory.</summary>
    /// <param name="path">Its name; a file of that name is replaced.</param>
    /// <param name="passing">A name that nobody else uses, on the same file system.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">It cannot be written; nothing is left under either name that was not there before.</exception>
    internal static void Write(string path, string passing, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerOnly };
        try
        {
            using (var file = new FileStream(passing, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(passing, path, overwrite: true);
        }
        catch
        {
            File.Delete(passing);
            throw;
        }
    }
}
