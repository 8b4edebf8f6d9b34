using Silo.Abstractions.Events;

namespace Silo.Abstractions.Streams;

/// <summary>One thing that a feed delivers.</summary>
public abstract record FeedItem
{
    private FeedItem()
    {
    }

    /// <summary>A durable event.</summary>
    /// <param name="Stored">The event, in its exact bytes.</param>
    /// <param name="After">The cursor of a reader that has taken it.</param>
    public sealed record Event(StoredEvent Stored, Cursor After) : FeedItem;

    /// <summary>A piece of an open message.</summary>
    /// <param name="Piece">The piece.</param>
    /// <param name="After">The cursor of a reader that has taken it.</param>
    public sealed record Delta(StreamDelta Piece, Cursor After) : FeedItem;

    /// <summary>The feed ends here; nothing follows.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Address">With <see cref="FeedClosedReason.Moved"/>: where the node that holds the session now is reached; null when it has not said.</param>
    public sealed record Closed(FeedClosedReason Reason, Uri? Address = null) : FeedItem;
}
