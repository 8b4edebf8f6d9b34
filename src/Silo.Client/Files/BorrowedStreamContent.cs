using System.Net;

namespace Silo.Client.Files;

/// <summary>Sends a stream without closing it, so that a second try can send it again.</summary>
internal sealed class BorrowedStreamContent(Stream source) : HttpContent
{
    private readonly long? _length = source.CanSeek ? source.Length - source.Position : null;

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => source.CopyToAsync(stream);

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        source.CopyToAsync(stream, cancellationToken);

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }
}
