using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Turns;

/// <summary>Shows tasks. The ticket says all but the error, which stands in the event that ended the turn.</summary>
internal sealed class TaskReader(ISessionCatalog catalog, ISessionFeed feed)
{
    /// <summary>Reads a task; null when there is none.</summary>
    public async Task<TaskBody?> FindAsync(TurnId turn, CancellationToken cancellationToken)
    {
        if (await catalog.FindTurnAsync(TenantId.Default, turn, cancellationToken) is not { } ticket) return null;
        var error = ticket.StopReason is StopReason.Failed or StopReason.PausedLimit ? await ReadErrorAsync(ticket, cancellationToken) : null;
        return new TaskBody(
            ticket.Turn.Value, ticket.Key.Session.Value, ticket.State, ticket.StopReason,
            ticket.QueuedAt.UtcDateTime, ticket.EndedAt?.UtcDateTime, error);
    }

    private async Task<TaskErrorBody?> ReadErrorAsync(TurnTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.EndedSequence is not { } sequence) return null;
        var before = new Cursor(ticket.Key.Session, sequence - 1, []);
        var options = new FeedOptions { Follow = false, Deltas = false };
        await foreach (var item in feed.ReadAsync(ticket.Key, before, options, cancellationToken))
        {
            var ended = item is FeedItem.Event e ? EventCodec.Decode(e.Stored).Data as TurnEnded : null;
            return ended?.Error is { } error ? new TaskErrorBody(error.Code, error.Message, error.Retryable) : null;
        }

        return null;
    }
}
