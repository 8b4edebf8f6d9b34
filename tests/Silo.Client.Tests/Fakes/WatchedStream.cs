namespace Silo.Client.Tests.Fakes;

/// <summary>Takes bytes, and does something as soon as it has so many of them, before it says that it took them.</summary>
internal sealed class WatchedStream(long bytes, Action then) : MemoryStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await base.WriteAsync(buffer, cancellationToken);
        if (Length >= bytes) then();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
