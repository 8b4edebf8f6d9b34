using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>What a reader sees at one moment.</summary>
/// <param name="Kind">What comes next for it.</param>
/// <param name="Events">The next events.</param>
/// <param name="Piece">The next piece of an open message.</param>
/// <param name="Message">The message that the piece belongs to.</param>
/// <param name="Changed">Completes when there may be more than this.</param>
/// <param name="Closed">Whether, and why, the feed ends once everything is delivered.</param>
internal readonly record struct FeedGlance(
    FeedGlanceKind Kind,
    IReadOnlyList<StoredEvent> Events,
    StreamDelta? Piece,
    OpenMessage? Message,
    Task Changed,
    FeedItem.Closed? Closed);
