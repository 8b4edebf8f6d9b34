using System.Security.Cryptography;
using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeBlobs : IBlobStore
{
    public List<string> Texts { get; } = [];

    /// <summary>What was opened, each done when it is closed.</summary>
    public List<Task> Opened { get; } = [];

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

    public async Task<Stream?> OpenReadAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        if (await GetAsync(key, blob, cancellationToken) is not { } found) return null;
        var opened = new OpenedBlob(found.ToArray());
        Opened.Add(opened.Closed);
        return opened;
    }

    public Task<ReadOnlyMemory<byte>?> GetAsync(SessionKey key, BlobRef blob, CancellationToken cancellationToken)
    {
        var found = Texts.Select(Encoding.UTF8.GetBytes).FirstOrDefault(b => Convert.ToHexStringLower(SHA256.HashData(b)) == blob.Sha256);
        return Task.FromResult<ReadOnlyMemory<byte>?>(found is null ? (ReadOnlyMemory<byte>?)null : found);
    }

    public Task DeleteAllAsync(SessionKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class OpenedBlob(byte[] content) : MemoryStream(content, writable: false)
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
