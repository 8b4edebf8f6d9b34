using System.Formats.Tar;

namespace Silo.Cli.Commands;

/// <summary>Reads the files of this machine that are to be brought into a session.</summary>
internal static class LocalFiles
{
    /// <summary>Opens a file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Packs a folder into a tar that is gone when it is closed.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static async Task<FileStream> PackAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"'{folder}' is not a folder.");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var tar = new FileStream(Path.Combine(Path.GetTempPath(), "silo-" + Path.GetRandomFileName()), options);
        try
        {
            await TarFile.CreateFromDirectoryAsync(folder, tar, includeBaseDirectory: false, cancellationToken);
            tar.Position = 0;
            return tar;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await tar.DisposeAsync();
            throw new UsageException($"'{folder}' cannot be packed: {e.Message}");
        }
        catch
        {
            await tar.DisposeAsync();
            throw;
        }
    }
}
