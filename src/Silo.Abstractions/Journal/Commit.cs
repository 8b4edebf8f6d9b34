using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>Everything of one session that must change together.</summary>
public sealed record Commit
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The fence under which it is made.</summary>
    public required long Epoch { get; init; }

    /// <summary>The last sequence that the actor knows; the first event's sequence is one more.</summary>
    public required long Head { get; init; }

    /// <summary>1 to 256 events with consecutive sequences, at most 1 MiB together.</summary>
    public required IReadOnlyList<StoredEvent> Events { get; init; }

    /// <summary>Tickets to insert or replace, by turn.</summary>
    public IReadOnlyList<TurnTicket> Tickets { get; init; } = [];

    /// <summary>Approvals to insert or replace, by id.</summary>
    public IReadOnlyList<ApprovalRow> Approvals { get; init; } = [];

    /// <summary>Idempotency keys to insert. One that exists and has not expired makes the whole commit a <see cref="AppendResult.Conflict"/>.</summary>
    public IReadOnlyList<IdempotencyKey> Keys { get; init; } = [];

    /// <summary>The session row's change; null for none.</summary>
    public SessionSummary? Summary { get; init; }
}
