using System.Runtime.CompilerServices;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>Reads sessions for clients: durable events from the journal, pieces of open messages from the actor's accumulators.</summary>
internal sealed class SessionFeed(FeedHub hub, IJournal journal, IBlobStore blobs) : ISessionFeed
{
    private const int PageEventsMax = 256;
    private const int PieceBytesMax = 16 * 1024;

    private readonly MessageRest _rest = new(blobs);

    /// <inheritdoc />
    public async IAsyncEnumerable<FeedItem> ReadAsync(
        SessionKey session, Cursor cursor, FeedOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var feed = hub.Acquire(session);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var glance = feed.Look(cursor, PieceBytesMax);
                var events = glance.Events;
                if (glance.Kind == FeedGlanceKind.AskJournal)
                {
                    if (await journal.ReadAsync(session, cursor.Sequence, PageEventsMax, cancellationToken) is not { } page)
                    {
                        yield return new FeedItem.Closed(FeedClosedReason.Deleted);
                        yield break;
                    }

                    events = page.Events;
                }

                foreach (var stored in events)
                {
                    var step = CursorMoves.EndsMessage(stored.Kind) ? StepOf(stored) : 0;
                    if (options.Deltas && step > 0 && PositionOf(cursor, step) is { } position)
                    {
                        await foreach (var piece in _rest.ReadAsync(stored, position, cancellationToken))
                        {
                            cursor = cursor.Past(piece);
                            yield return new FeedItem.Delta(piece, cursor);
                        }
                    }

                    cursor = cursor.Past(stored, step);
                    yield return new FeedItem.Event(stored, cursor);
                }

                if (events.Count > 0) continue;
                if (glance.Kind == FeedGlanceKind.Delta && options.Deltas)
                {
                    for (var piece = glance.Piece; piece is not null; piece = feed.Next(glance.Message!, piece.To, cursor.Sequence, PieceBytesMax))
                    {
                        cursor = cursor.Past(piece);
                        yield return new FeedItem.Delta(piece, cursor);
                    }

                    continue;
                }

                if (glance.Closed is not null || !options.Follow)
                {
                    yield return glance.Closed ?? new FeedItem.Closed(FeedClosedReason.End);
                    yield break;
                }

                await glance.Changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            hub.Release(feed);
        }
    }

    private static OpenPosition? PositionOf(Cursor cursor, long step)
    {
        foreach (var position in cursor.Open)
            if (position.Step == step) return position;
        return null;
    }

    private static long StepOf(StoredEvent stored)
    {
        var reader = new Utf8JsonReader(stored.Utf8.Span);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("step"u8)) continue;
            reader.Read();
            return reader.GetInt64();
        }

        return 0;
    }
}
