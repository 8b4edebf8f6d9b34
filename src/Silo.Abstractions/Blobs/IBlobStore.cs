using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Blobs;

/// <summary>Content-addressed bytes of a session: large event content now, snapshots later.</summary>
public interface IBlobStore
{
    /// <summary>Stores content durably under its hash. Storing the same content again is a no-op.</summary>
    /// <param name="key">The session that owns the blob.</param>
    /// <param name="content">Up to 64 MiB. Not kept after the task completes.</param>
    /// <param name="cancellationToken">Stops waiting; the blob may have been stored.</param>
    /// <returns>The reference to put into an event, once the content is on stable storage.</returns>
    /// <exception cref="IOException">The store cannot take it (full, read-only). Retry after the cause is gone.</exception>
    Task<BlobRef> PutAsync(SessionKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Stores content durably under its hash without holding it in memory. Storing the same content again is a no-op.</summary>
    /// <param name="key">The session that owns the blob.</param>
    /// <param name="content">Read from where it stands to its end.</param>
    /// <param name="bytesMax">Most bytes taken, up to 64 MiB.</param>
    /// <param name="cancellationToken">Stops; the blob may have been stored.</param>
    /// <returns>The reference to put into an event, once the content is on stable storage.</returns>
    /// <exception cref="BlobTooLargeException">The content is longer than <paramref name="bytesMax"/>; nothing is stored. Do not retry.</exception>
    /// <exception cref="IOException">The store cannot take it (full, read-only), or the content cannot be read. Retry after the cause is gone.</exception>
    Task<BlobRef> PutStreamAsync(SessionKey key, Stream content, long bytesMax, CancellationToken cancellationToken);

    /// <summary>Reads content back and verifies its hash.</summary>
    /// <returns>The content, or null when the session has no such blob.</returns>
    /// <exception cref="InvalidDataException">The stored bytes do not match the hash. Do not retry.</exception>
    Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken);

    /// <summary>Opens content to be read in parts; its hash has been verified.</summary>
    /// <returns>A stream that can seek and that the caller disposes of, or null when the session has no such blob.</returns>
    /// <exception cref="InvalidDataException">The stored bytes do not match the hash. Do not retry.</exception>
    Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken);

    /// <summary>Removes every blob of a deleted session. Safe to repeat.</summary>
    Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken);
}
