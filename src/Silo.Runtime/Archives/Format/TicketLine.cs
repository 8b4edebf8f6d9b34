using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives.Format;

/// <summary>A turn's ticket.</summary>
internal sealed record TicketLine(
    TurnId Turn, TurnState State, DateTimeOffset QueuedAt, long QueuedSequence, DateTimeOffset? EndedAt = null, long? EndedSequence = null,
    StopReason? StopReason = null)
{
    internal static TicketLine Of(TurnTicket t) => new(t.Turn, t.State, t.QueuedAt, t.QueuedSequence, t.EndedAt, t.EndedSequence, t.StopReason);

    internal TurnTicket ToRow(SessionKey key) => new()
    {
        Key = key,
        Turn = Turn,
        State = State,
        QueuedAt = QueuedAt,
        QueuedSequence = QueuedSequence,
        EndedAt = EndedAt,
        EndedSequence = EndedSequence,
        StopReason = StopReason,
    };
}
