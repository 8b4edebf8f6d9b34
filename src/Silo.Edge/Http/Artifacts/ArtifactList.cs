using System.Globalization;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Artifacts;

/// <summary>Finds a session's artifacts among its events.</summary>
internal static class ArtifactList
{
    /// <summary>A page ends after this many events were looked at: one request takes bounded time, however long the session is.</summary>
    public const int EventsMax = 20_000;

    /// <summary>Reads a page.</summary>
    /// <param name="feed">Where from.</param>
    /// <param name="row">The session.</param>
    /// <param name="page">The <c>next_page</c> of the page before; null for the first one.</param>
    /// <param name="limit">Most artifacts.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="ProblemException">The page is none that was given out.</exception>
    public static async Task<ArtifactListBody> ReadAsync(ISessionFeed feed, SessionRow row, string? page, int limit, CancellationToken cancellationToken)
    {
        var at = Parse(page, row.Head);
        var looked = 0;
        var found = new List<ArtifactBody>();
        if (at == row.Head) return new ArtifactListBody(found, null);
        await foreach (var item in feed.ReadAsync(row.Key, new Cursor(row.Key.Session, at, []), new FeedOptions { Follow = false, Deltas = false }, cancellationToken))
        {
            if (item is not FeedItem.Event e) continue;
            at = e.Stored.Sequence;
            if (e.Stored.Kind == ArtifactPublished.KindName && Of(e.Stored) is { } artifact) found.Add(artifact);
            if (found.Count == limit || ++looked == EventsMax || at >= row.Head) break;
        }

        return new ArtifactListBody(found, at < row.Head ? at.ToString(CultureInfo.InvariantCulture) : null);
    }

    // One that a later version wrote in a way of its own is passed over: its event says what this version cannot.
    private static ArtifactBody? Of(StoredEvent stored) =>
        EventCodec.Decode(stored) is { Data: ArtifactPublished data } e ? ArtifactBody.From(e, data) : null;

    private static long Parse(string? page, long head)
    {
        if (page is null) return 0;
        return long.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= 1 && at <= head
            ? at
            : throw new Problem(ProblemCodes.PageInvalid, "'page' must be the next_page of an earlier answer of the same list.").ToException();
    }
}
