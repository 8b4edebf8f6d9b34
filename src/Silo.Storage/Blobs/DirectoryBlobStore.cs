using System.Security.Cryptography;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Storage.Files;

namespace Silo.Storage.Blobs;

/// <summary>Blobs as files <c>root/tenant/session/sha256</c>, readable by the owner alone. One process at a time uses a root, unless each knows of the others who lives.</summary>
public sealed class DirectoryBlobStore : IBlobStore, IDisposable
{
    /// <summary>Largest blob: 64 MiB.</summary>
    public const int BlobBytesMax = 64 * 1024 * 1024;

    private const int HashCharacters = 64;

    // A hash is made in small reads: without a buffer each would be a hand-over to a thread.
    private const int ReadBytes = 64 * 1024;

    // Enough to keep a disk busy; each holds a thread of the pool while the disk syncs.
    private const int PutsMax = 4;

    private readonly string _root;
    private readonly string _incoming;
    private readonly string _start;
    private readonly bool _readOnly;
    private readonly SemaphoreSlim _slots = new(PutsMax, PutsMax);
    private long _puts;

    private DirectoryBlobStore(string root, string start, bool readOnly = false)
    {
        _root = root;
        _start = start;
        _readOnly = readOnly;

        // No tenant has this name: theirs hold no dot.
        _incoming = Path.Combine(root, ".incoming");
    }

    /// <summary>Opens a store, made anew when the directory is absent, and clears what an unfinished put left behind.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static DirectoryBlobStore Open(string root) => Open(root, start: "0", _ => false);

    /// <summary>Opens a store that hosts of one machine share, and clears what unfinished puts of dead ones left behind.</summary>
    /// <param name="root">The directory; made when it is absent.</param>
    /// <param name="start">Names this start of the host, without a dot. No other start has it.</param>
    /// <param name="lives">Whether another start lives; its puts are left alone then.</param>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static DirectoryBlobStore Open(string root, string start, Func<string, bool> lives)
    {
        var store = new DirectoryBlobStore(Path.GetFullPath(root), start);
        DurableDirectory.Create(store._root);
        DurableDirectory.Create(store._incoming);
        foreach (var left in Directory.GetFiles(store._incoming))
            if (Path.GetFileName(left).Split('.') is not [_, var other, _] || other == start || !lives(other)) File.Delete(left);
        return store;
    }

    /// <summary>Opens a store to read from, beside the host that holds it; makes and clears nothing. Nothing can be put into it or deleted.</summary>
    public static DirectoryBlobStore OpenToRead(string root) => new(Path.GetFullPath(root), start: "0", readOnly: true);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The content is larger than <see cref="BlobBytesMax"/>. Do not retry.</exception>
    public async Task<BlobRef> PutAsync(SessionKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (content.Length > BlobBytesMax) throw new ArgumentException($"A blob has at most {BlobBytesMax} bytes; this one has {content.Length}.", nameof(content));
        ThrowIfReadOnly();
        var directory = SessionPath(key);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Put(directory, content.Span), CancellationToken.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(e);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc />
    public async Task<BlobRef> PutStreamAsync(SessionKey key, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        ThrowIfReadOnly();
        var directory = SessionPath(key);
        var passing = Passing("stream");
        try
        {
            // Its writes and syncs wait for the disk, and would hold up whoever called.
            return await Task.Run(() => PutAsync(directory, passing, content, Math.Min(bytesMax, BlobBytesMax), cancellationToken), CancellationToken.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(e);
        }
    }

    /// <inheritdoc />
    public async Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        var path = Path.Combine(SessionPath(key), CheckedHash(blob));
        await using var file = Open(path, blob);
        if (file is null) return null;
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellationToken);
        return HashOf(content) == blob.Sha256 ? content : throw Damaged(path);
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        var path = Path.Combine(SessionPath(key), CheckedHash(blob));
        var file = Open(path, blob);
        if (file is null) return null;
        try
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != blob.Sha256) throw Damaged(path);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken)
    {
        ThrowIfReadOnly();
        var directory = SessionPath(key);
        return Task.Run(() => DeleteAll(directory), cancellationToken);
    }

    /// <summary>Takes no further call. The files stay.</summary>
    public void Dispose() => _slots.Dispose();

    private BlobRef Put(string directory, ReadOnlySpan<byte> content)
    {
        var hash = HashOf(content);
        var file = new FileInfo(Path.Combine(directory, hash));
        if (!file.Exists || file.Length != content.Length)
        {
            DurableDirectory.Create(directory);
            DurableFile.Write(file.FullName, Passing(hash), content);
        }

        SyncAll(directory);
        return new BlobRef(hash, content.Length);
    }

    private async Task<BlobRef> PutAsync(string directory, string passing, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = await DurableFile.FillPassingAsync(passing, content, bytesMax, hash, cancellationToken);
        try
        {
            // Not before all of it is here: content that does not come would keep every other session from storing anything.
            await _slots.WaitAsync(cancellationToken);
            try
            {
                return Name(directory, passing, file, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
            finally
            {
                _slots.Release();
            }
        }
        catch
        {
            await file.DisposeAsync();
            File.Delete(passing);
            throw;
        }
    }

    private BlobRef Name(string directory, string passing, FileStream file, string name)
    {
        var size = file.Position;
        file.Flush(flushToDisk: true);
        file.Dispose();
        DurableDirectory.Create(directory);
        File.Move(passing, Path.Combine(directory, name), overwrite: true);
        SyncAll(directory);
        return new BlobRef(name, size);
    }

    /// <summary>A name that nobody else uses: told by its start, so that what a dead host left is cleared.</summary>
    private string Passing(string what) => Path.Combine(_incoming, $"{what}.{_start}.{Interlocked.Increment(ref _puts)}");

    // Always, and all levels: a file or directory that is there may have been made by a put that has not synced it yet.
    private void SyncAll(string directory)
    {
        DurableDirectory.Sync(directory);
        DurableDirectory.Sync(Path.GetDirectoryName(directory)!);
        DurableDirectory.Sync(_root);
    }

    private IOException Unwritable(UnauthorizedAccessException e) => new($"The blob store '{_root}' cannot be written to: {e.Message}", e);

    private static FileStream? Open(string path, BlobRef blob)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, ReadBytes, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (file.Length == blob.Size && file.Length <= BlobBytesMax) return file;
        var length = file.Length;
        file.Dispose();
        throw new InvalidDataException($"Blob '{path}' has {length} bytes; its reference says {blob.Size}.");
    }

    private static InvalidDataException Damaged(string path) => new($"Blob '{path}' does not match its hash: the file is damaged.");

    private void ThrowIfReadOnly()
    {
        if (_readOnly) throw new InvalidOperationException($"The blob store '{_root}' was opened to read from.");
    }

    private static void DeleteAll(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        DurableDirectory.Sync(Path.GetDirectoryName(directory)!);
    }

    private string SessionPath(SessionKey key)
    {
        if (key.Session == default) throw new ArgumentException("The session's id is empty.", nameof(key));
        return Path.Combine(_root, key.Tenant.Value, key.Session.Value);
    }

    /// <summary>A reference may come from stored bytes; it becomes a path only if it is a hash.</summary>
    private static string CheckedHash(BlobRef blob)
    {
        foreach (var c in blob.Sha256)
            if (!char.IsAsciiHexDigitLower(c)) throw new ArgumentException("A blob's reference is not a hash.", nameof(blob));
        if (blob.Sha256.Length != HashCharacters) throw new ArgumentException("A blob's reference is not a hash.", nameof(blob));
        return blob.Sha256;
    }

    private static string HashOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash);
    }
}
