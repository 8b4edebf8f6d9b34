using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>A turn's ticket: what the turn queue and the task API read without reading events.</summary>
public sealed record TurnTicket
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The turn, and so the task.</summary>
    public required TurnId Turn { get; init; }

    /// <summary>Where it stands.</summary>
    public required TurnState State { get; init; }

    /// <summary>When it was queued, in UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The sequence of its <c>turn.queued</c>.</summary>
    public required long QueuedSequence { get; init; }

    /// <summary>The sequence of its <c>turn.ended</c>.</summary>
    public long? EndedSequence { get; init; }

    /// <summary>Why it ended.</summary>
    public StopReason? StopReason { get; init; }
}
