using System.Collections.Immutable;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>The turn that runs.</summary>
internal sealed record RunningTurn
{
    internal required QueuedTurn Queued { get; init; }

    internal required DateTimeOffset StartedAt { get; init; }

    /// <summary>All steps in the order in which they started.</summary>
    internal ImmutableList<StepRecord> Steps { get; init; } = [];

    /// <summary>Sequences of what was said into the turn.</summary>
    internal ImmutableList<long> Interjections { get; init; } = [];

    internal ImmutableDictionary<ApprovalId, ApprovalRow> Approvals { get; init; } = ImmutableDictionary<ApprovalId, ApprovalRow>.Empty;

    /// <summary>For each open approval, the step that waits for it.</summary>
    internal ImmutableDictionary<ApprovalId, long> ApprovalSteps { get; init; } = ImmutableDictionary<ApprovalId, long>.Empty;

    internal Usage Usage { get; init; } = Usage.None;

    /// <summary>Why the turn is to end; null while it may go on.</summary>
    internal string? Interrupt { get; init; }

    /// <summary>Whether a model call waits before its next attempt.</summary>
    internal bool WaitsForRetry { get; init; }

    /// <summary>How many steps the program has asked for since it was last started. Not an event: it dies with the process.</summary>
    internal int Requested { get; init; }

    /// <summary>What the turn held when its program was last sent on for an interjection: steps and interjections. Not an event.</summary>
    internal (int Steps, int Interjections)? SentOn { get; init; }

    internal TurnId Turn => Queued.Turn;

    internal StepRecord? Find(long step)
    {
        int low = 0, high = Steps.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = Steps[middle];
            if (found.Sequence == step) return found;
            if (found.Sequence < step) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    internal RunningTurn With(StepRecord step) => this with { Steps = Steps.SetItem(step.Ordinal, step) };

    /// <summary>Whether somebody spoke after the model call before <paramref name="ordinal"/> began, and before the next one recorded did.</summary>
    internal bool InterjectionPending(int ordinal)
    {
        if (Interjections.IsEmpty) return false;
        long after = 0, before = long.MaxValue;
        for (var i = Math.Min(ordinal, Steps.Count) - 1; i >= 0 && after == 0; i--)
            if (Steps[i].Kind == StepKind.Message) after = Steps[i].Sequence;
        for (var i = ordinal; i < Steps.Count && before == long.MaxValue; i++)
            if (Steps[i].Kind == StepKind.Message) before = Steps[i].Sequence;
        return Interjections.Exists(s => s > after && s < before);
    }
}
