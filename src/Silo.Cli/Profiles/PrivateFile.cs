namespace Silo.Cli.Profiles;

/// <summary>Files that hold keys: nobody but their owner may read them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It cannot be read, is too large, or others can read it.</exception>
    internal static byte[] Read(string path, int bytesMax)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // The mode of what was opened, not of what has the name by now.
            if ((File.GetUnixFileMode(stream.SafeFileHandle) & Others) != UnixFileMode.None)
                throw new UsageException($"'{path}' can be read by others and may hold a key: chmod 600 '{path}'");
            var bytes = new byte[bytesMax + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= bytesMax ? bytes[..count] : throw new UsageException($"'{path}' is larger than {bytesMax} bytes, which no such file is.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Replaces a file as a whole, and makes its folder.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    internal static void Write(string path, byte[] bytes)
    {
        var next = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Delete(next);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using (var stream = new FileStream(next, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {e.Message}");
        }
    }
}
