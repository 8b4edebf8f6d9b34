using System.Buffers;
using System.Security.Cryptography;
using Silo.Abstractions.Blobs;

namespace Silo.Storage.Files;

/// <summary>Files that are either absent or whole, whatever happens.</summary>
internal static class DurableFile
{
    private const int CopyBytes = 64 * 1024;
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

    /// <summary>Fills a file under a passing name. The caller syncs it and gives it its name, or deletes it.</summary>
    /// <param name="passing">A name that nobody else uses.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="bytesMax">Most bytes taken.</param>
    /// <param name="hash">Given every byte in its order.</param>
    /// <param name="cancellationToken">Stops; nothing is left.</param>
    /// <returns>The file, open, at its end.</returns>
    /// <exception cref="BlobTooLargeException">The content is longer; nothing is left.</exception>
    /// <exception cref="IOException">It cannot be written; nothing is left.</exception>
    internal static async Task<FileStream> FillPassingAsync(string passing, Stream content, long bytesMax, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var file = new FileStream(passing, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerOnly });
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, CopyBytes), cancellationToken)) > 0)
            {
                if (read > bytesMax - file.Position) throw new BlobTooLargeException(bytesMax);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file;
        }
        catch
        {
            await file.DisposeAsync();
            File.Delete(passing);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
