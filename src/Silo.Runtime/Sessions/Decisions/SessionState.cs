using System.Collections.Immutable;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What a session's events add up to. Immutable: decisions read one and return the next.</summary>
internal sealed record SessionState
{
    internal required SessionKey Key { get; init; }

    /// <summary>The agent, in the version that <c>session.created</c> holds; null before that event.</summary>
    internal AgentDefinition? Definition { get; init; }

    internal long Epoch { get; init; }

    internal long Head { get; init; }

    internal RunningTurn? Running { get; init; }

    internal ImmutableList<QueuedTurn> Queue { get; init; } = [];

    internal ImmutableList<TranscriptEntry> Transcript { get; init; } = [];

    /// <summary>For each entry of the agent's tools that has a rate: its calls of late, oldest first. At most as many as the rate allows, and one.</summary>
    internal ImmutableDictionary<string, ImmutableList<(long Step, DateTimeOffset At)>> RatedCalls { get; init; } =
        ImmutableDictionary<string, ImmutableList<(long Step, DateTimeOffset At)>>.Empty;

    /// <summary>What each server offered last.</summary>
    internal ImmutableDictionary<string, ToolsListed> Listed { get; init; } = ImmutableDictionary<string, ToolsListed>.Empty;

    /// <summary>How many artifacts it has published.</summary>
    internal int Artifacts { get; init; }

    /// <summary>The bytes of its artifacts, each counted whenever it was published.</summary>
    internal long ArtifactBytes { get; init; }

    internal AgentDefinition Agent => Definition ?? throw new InvalidDataException($"{Key} has no session.created.");

    internal bool IsIdle => Running is null && Queue.IsEmpty;

    internal SessionStatus Status => Running switch
    {
        null => SessionStatus.Idle,
        { WaitsForRetry: true } => SessionStatus.Waiting,
        { Approvals.IsEmpty: false } => SessionStatus.Waiting,
        _ => SessionStatus.Running,
    };

    internal DateTimeOffset? Deadline => Running switch
    {
        null => null,
        { Queued.DeadlineMs: { } ms } turn => turn.StartedAt.AddMilliseconds(ms),
        var turn => Agent.Limits.TurnDeadline is { } limit ? turn.StartedAt + limit : null,
    };
}
