using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Turns;

/// <summary>Shows tasks. The ticket says all but the error, which stands in the event that ended the turn.</summary>
internal static class TaskReader
{
    /// <summary>Reads a task; null when there is none.</summary>
    public static async Task<TaskBody?> FindAsync(CallerPorts ports, TurnId turn, CancellationToken cancellationToken)
    {
        if (await ports.Catalog.FindTurnAsync(ports.Caller.Tenant, turn, cancellationToken) is not { } ticket) return null;
        var error = ticket.StopReason is StopReason.Failed or StopReason.PausedLimit ? await ReadErrorAsync(ports.Feed, ticket, cancellationToken) : null;
        return new TaskBody(
            ticket.Turn.Value, ticket.Key.Session.Value, ticket.State, ticket.StopReason,
            ticket.QueuedAt.UtcDateTime, ticket.EndedAt?.UtcDateTime, error);
    }

    private static async Task<TaskErrorBody?> ReadErrorAsync(ISessionFeed feed, TurnTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.EndedSequence is not { } sequence) return null;
        var before = new Cursor(ticket.Key.Session, sequence - 1, []);
        // The event is recorded and will come: between a commit and its publication there is a moment.
        var options = new FeedOptions { Deltas = false };
        await foreach (var item in feed.ReadAsync(ticket.Key, before, options, cancellationToken))
        {
            var ended = item is FeedItem.Event e ? EventCodec.Decode(e.Stored).Data as TurnEnded : null;
            return ended?.Error is { } error ? new TaskErrorBody(error.Code, error.Message, error.Retryable) : null;
        }

        return null;
    }
}
