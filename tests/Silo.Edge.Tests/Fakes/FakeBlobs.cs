using System.Security.Cryptography;
using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeBlobs : IBlobStore
{
    public List<string> Texts { get; } = [];

    public Func<Exception>? Failure { get; set; }

    public Task<BlobRef> PutAsync(SessionKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure();
        Texts.Add(Encoding.UTF8.GetString(content.Span));
        return Task.FromResult(new BlobRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length));
    }

    public async Task<BlobRef> PutStreamAsync(SessionKey key, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all, cancellationToken);
        return all.Length <= bytesMax ? await PutAsync(key, all.ToArray(), cancellationToken) : throw new BlobTooLargeException(bytesMax);
    }

    public async Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken) =>
        await GetAsync(key, blob, cancellationToken) is { } found ? new MemoryStream(found.ToArray(), writable: false) : null;

    public Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        var found = Texts.Select(Encoding.UTF8.GetBytes).FirstOrDefault(b => Convert.ToHexStringLower(SHA256.HashData(b)) == blob.Sha256);
        return Task.FromResult<ReadOnlyMemory<byte>?>(found is null ? (ReadOnlyMemory<byte>?)null : found);
    }

    public Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken) => throw new NotSupportedException();
}
