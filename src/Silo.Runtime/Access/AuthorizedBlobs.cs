using Silo.Abstractions.Access;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Access;

/// <summary>The blobs of one caller's sessions. Those of a prompt are part of it, and have no entry of their own in the audit log.</summary>
internal sealed class AuthorizedBlobs(IBlobStore inner, ISessionCatalog catalog, CallerAccess access) : IBlobStore
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    /// <exception cref="SessionUnknownException">The caller's tenant has no such session: a blob of it would never be removed.</exception>
    public async Task<BlobRef> PutAsync(SessionKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        access.Require(Operation.TurnPrompt);
        var own = access.Own(key);
        if (await catalog.FindAsync(own, cancellationToken) is null) throw new SessionUnknownException();
        return await inner.PutAsync(own, content, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    /// <exception cref="SessionUnknownException">The caller's tenant has no such session: a blob of it would never be removed.</exception>
    public async Task<BlobRef> PutStreamAsync(SessionKey key, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        access.Require(Operation.TurnPrompt);
        var own = access.Own(key);
        if (await catalog.FindAsync(own, cancellationToken) is null) throw new SessionUnknownException();
        return await inner.PutStreamAsync(own, content, bytesMax, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        access.Require(Operation.EventRead);
        return access.IsBeyond(key) ? Task.FromResult<ReadOnlyMemory<byte>?>(null) : inner.GetAsync(access.Own(key), blob, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        access.Require(Operation.EventRead);
        return access.IsBeyond(key) ? Task.FromResult<Stream?>(null) : inner.OpenReadAsync(access.Own(key), blob, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.SessionDelete,
        key.Session.Value,
        async () =>
        {
            await inner.DeleteAllAsync(access.Own(key), cancellationToken);
            return true;
        },
        static _ => ("done", null),
        cancellationToken);
}
