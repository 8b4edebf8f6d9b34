using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Why a turn is made to end, and what its end says.</summary>
internal static class InterruptReasons
{
    internal const string Cancelled = "cancelled";
    internal const string Deadline = "turn_deadline";
    internal const string StepsMax = "turn_steps_max";
    internal const string Diverged = "program_diverged";

    internal static TurnOutcome Outcome(string reason) => reason switch
    {
        Cancelled => new TurnOutcome(StopReason.Cancelled),
        Deadline => new TurnOutcome(StopReason.PausedLimit, new EventError(Deadline, "The turn took longer than its deadline. Send another prompt to go on.")),
        StepsMax => new TurnOutcome(StopReason.PausedLimit, new EventError(StepsMax, "The turn made as many steps as its agent may. Send another prompt to go on.")),
        _ => new TurnOutcome(StopReason.Failed, new EventError(Diverged, "The agent's program asked for other steps than those recorded. Its version and its session do not fit.")),
    };
}
