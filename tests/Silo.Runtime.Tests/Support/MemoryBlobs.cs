using System.Collections.Concurrent;
using System.Security.Cryptography;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Tests.Support;

internal sealed class MemoryBlobs : IBlobStore
{
    private readonly ConcurrentDictionary<(SessionKey, string), byte[]> _blobs = [];

    public Task<BlobRef> PutAsync(SessionKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        _blobs[(key, hash)] = content.ToArray();
        return Task.FromResult(new BlobRef(hash, content.Length));
    }

    public async Task<BlobRef> PutStreamAsync(SessionKey key, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all, cancellationToken);
        return all.Length <= bytesMax ? await PutAsync(key, all.ToArray(), cancellationToken) : throw new BlobTooLargeException(bytesMax);
    }

    public async Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken) =>
        await GetAsync(key, blob, cancellationToken) is { } found ? new MemoryStream(found.ToArray(), writable: false) : null;

    public Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(_blobs.TryGetValue((key, blob.Sha256), out var found) ? found : null);

    public Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken)
    {
        foreach (var known in _blobs.Keys.Where(k => k.Item1 == key)) _blobs.TryRemove(known, out _);
        return Task.CompletedTask;
    }
}
