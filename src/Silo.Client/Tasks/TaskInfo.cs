using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Client.Tasks;

/// <summary>Where a task stands.</summary>
public sealed record TaskInfo
{
    /// <summary>The task, which is its turn.</summary>
    public required TurnId Task { get; init; }

    /// <summary>The session.</summary>
    public required SessionId Session { get; init; }

    /// <summary>Queued, running or ended.</summary>
    public required TurnState State { get; init; }

    /// <summary>Why it ended; null before.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>When it was accepted, in UTC.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What went wrong, with stop reasons <c>failed</c> and <c>paused_limit</c>.</summary>
    public EventError? Error { get; init; }
}
