using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>Finds one recorded event of a session.</summary>
internal static class RecordedEvent
{
    /// <summary>What an event says.</summary>
    /// <param name="feed">Where from.</param>
    /// <param name="row">The session.</param>
    /// <param name="sequence">The event's sequence; a caller's word.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null when the session has no such event.</returns>
    public static async Task<EventData?> FindAsync(ISessionFeed feed, SessionRow row, long sequence, CancellationToken cancellationToken)
    {
        if (sequence < 1 || sequence > row.Head) return null;
        var before = new Cursor(row.Key.Session, sequence - 1, []);
        // It is below the head, so it is recorded and will come: between a commit and its publication there is a moment.
        await foreach (var item in feed.ReadAsync(row.Key, before, new FeedOptions { Deltas = false }, cancellationToken))
            if (item is FeedItem.Event e) return EventCodec.Decode(e.Stored).Data;
        return null;
    }
}
