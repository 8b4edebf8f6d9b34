using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>The rows by which the turn queue and the task API see a turn.</summary>
internal static class Tickets
{
    internal static TurnTicket Queued(SessionKey key, QueuedTurn turn) => Make(key, turn, TurnState.Queued);

    internal static TurnTicket Running(SessionKey key, QueuedTurn turn) => Make(key, turn, TurnState.Running);

    internal static TurnTicket Ended(SessionKey key, QueuedTurn turn, StopReason reason, long sequence, DateTimeOffset now) =>
        Make(key, turn, TurnState.Ended) with { StopReason = reason, EndedSequence = sequence, EndedAt = now };

    private static TurnTicket Make(SessionKey key, QueuedTurn turn, TurnState state) => new()
    {
        Key = key,
        Turn = turn.Turn,
        State = state,
        QueuedAt = turn.QueuedAt,
        QueuedSequence = turn.Sequence,
    };
}
