using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What a decision asks the outside to do.</summary>
internal abstract record SessionEffect
{
    private SessionEffect()
    {
    }

    /// <summary>Run the turn's program from its beginning. Needs no commit: a program acts only through steps.</summary>
    internal sealed record StartProgram(RunningTurn Turn) : SessionEffect;

    /// <summary>Give the program a step's end. Needs no commit, for the same reason.</summary>
    internal sealed record Deliver(StepRecord Step) : SessionEffect;

    /// <summary>Tell the program that its turn is being interrupted.</summary>
    internal sealed record Abort(int Ordinal) : SessionEffect;

    internal sealed record BeginAttempt(StepRecord Step) : SessionEffect;

    internal sealed record Verify(StepRecord Step) : SessionEffect;

    internal sealed record Compensate(StepRecord Step) : SessionEffect;

    /// <summary>Give a running tool what a person decided, or that nobody will.</summary>
    internal sealed record AnswerTool(ApprovalId Approval, string Decision, string? Answer) : SessionEffect;

    internal sealed record RetryLater(long Step, int Attempt, string Reason, DateTimeOffset At) : SessionEffect;

    internal sealed record ArmDeadline(TurnId Turn, DateTimeOffset At) : SessionEffect;

    internal sealed record Interrupt(TurnId Turn) : SessionEffect;

    internal sealed record TurnOver(TurnId Turn, StopReason Reason, string? Error, Usage Usage) : SessionEffect;

    internal sealed record Stop(DeactivationReason Reason) : SessionEffect;
}
