using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;

namespace Silo.Client.Streams;

/// <summary>One thing that a stream delivers.</summary>
/// <param name="Cursor">Where to go on after this item; null only when a stream closes before its first.</param>
public abstract record StreamItem(string? Cursor)
{
    /// <summary>A recorded event.</summary>
    /// <param name="Stored">The event, in its exact bytes.</param>
    /// <param name="Decoded">The event, decoded; a kind that this build does not know has <see cref="UnknownData"/>.</param>
    /// <param name="Cursor">Where to go on after this item.</param>
    public sealed record Event(StoredEvent Stored, SessionEvent Decoded, string? Cursor) : StreamItem(Cursor);

    /// <summary>A piece of an open message.</summary>
    /// <param name="Piece">The piece.</param>
    /// <param name="Utf8">The piece as it came: JSON.</param>
    /// <param name="Cursor">Where to go on after this item.</param>
    public sealed record Delta(StreamDelta Piece, ReadOnlyMemory<byte> Utf8, string? Cursor) : StreamItem(Cursor);

    /// <summary>Something passing, of a kind that this build does not know.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Utf8">What came: JSON.</param>
    /// <param name="Cursor">Where to go on after this item.</param>
    public sealed record Unknown(string Kind, ReadOnlyMemory<byte> Utf8, string? Cursor) : StreamItem(Cursor);

    /// <summary>The stream ends here; nothing follows.</summary>
    /// <param name="Reason">
    /// Why. Never <see cref="FeedClosedReason.Shutdown"/> nor null, a reason that this build does not know: the client comes back by itself after both, and
    /// <see cref="ReadOptions.OnReconnecting"/> hears of it.
    /// </param>
    /// <param name="Name">The reason as it came, such as <c>access_ended</c>.</param>
    /// <param name="Cursor">Where to go on after this item.</param>
    public sealed record Closed(FeedClosedReason? Reason, string Name, string? Cursor) : StreamItem(Cursor)
    {
        /// <summary>With <see cref="FeedClosedReason.Moved"/>: where the host that has the session now is reached; null when it has not said.</summary>
        public Uri? Address { get; init; }
    }
}
