using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Tools;

/// <summary>Takes what a running call hands over to people. Safe from any thread.</summary>
public interface IToolArtifacts
{
    /// <summary>Stores a copy durably; it is published, in one commit with it, when the call's result is recorded.</summary>
    /// <remarks>A call that ends without a result of its own, cut off, cancelled or timed out, publishes nothing. One that runs again after that publishes once.</remarks>
    /// <param name="draft">What it is.</param>
    /// <param name="content">Read from where it stands to its end; up to <see cref="ArtifactLimits.BytesMax"/>.</param>
    /// <param name="cancellationToken">Stops; nothing is published.</param>
    /// <returns>The stored content's hash and size.</returns>
    /// <exception cref="ArtifactRefusedException">A bound, or a name, type, title or path that is none. Do not retry.</exception>
    /// <exception cref="IOException">The store cannot take it (full, read-only). Retry after the cause is gone.</exception>
    /// <exception cref="InvalidOperationException">The call has ended.</exception>
    Task<BlobRef> PublishAsync(ArtifactDraft draft, Stream content, CancellationToken cancellationToken);
}
