using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Promise 3: a step that started and was not recorded as ended is resolved by its declared effect.</summary>
internal static class InDoubtDecisions
{
    internal const string Restarted = "restarted";

    internal static InDoubtStep Describe(StepRecord step) => new(step.Sequence, step.Name, step.Effect, step switch
    {
        { Kind: StepKind.Ask } or { Attempt: 0 } => "ask",
        { Effect: Effect.Workspace } => "report",
        { Effect: Effect.Verify } => "verify",
        { Effect: Effect.Once } => "ask",
        { Effect: Effect.Compensated } => "compensate",
        _ => "run_again",
    });

    internal static void Resolve(Decision decision, StepRecord step, ToolCallPlan? call)
    {
        // Whoever asked is gone with the attempt: it may ask again.
        if (step.AttemptEpoch < decision.State.Epoch) ElicitationDecisions.Withdraw(decision, step);
        var state = decision.State;
        if (step.Kind == StepKind.Ask || HasOpenApproval(state.Running!, step)) return;
        if (step.AttemptEpoch == state.Epoch)
        {
            // Approved in this activation, before the program had come back to it: not begun yet, so not in doubt.
            decision.AfterCommitDo(new SessionEffect.BeginAttempt(step));
            return;
        }

        switch (step.Kind, step.Effect)
        {
            case (StepKind.Tool, Effect.Workspace):
                AttemptDecisions.End(decision, step, ToolEnds.Interrupted);
                break;
            case (StepKind.Tool, Effect.Verify):
                decision.AfterCommitDo(new SessionEffect.Verify(step));
                break;
            case (StepKind.Tool, Effect.Compensated):
                decision.AfterCommitDo(new SessionEffect.Compensate(step));
                break;
            case (StepKind.Tool, Effect.Once):
                ApprovalDecisions.Request(decision, step, call!.NewApproval, ApprovalReasons.InDoubt, $"{step.Name} may have run before its host went away");
                break;
            default:
                Again(decision, step, Restarted);
                break;
        }
    }

    /// <summary>Records the next attempt of a step, and begins it.</summary>
    internal static void Again(Decision decision, StepRecord step, string reason)
    {
        var attempt = step.Attempt + 1;
        EventData reset = step.Kind switch
        {
            StepKind.Message => new MessageReset { Attempt = attempt, Reason = reason },
            StepKind.Tool => new ToolUseReset { Attempt = attempt, Reason = reason },
            _ => new StepReset { Attempt = attempt, Reason = reason },
        };
        var turn = decision.State.Running!;
        if (turn.WaitsForRetry && step.Kind == StepKind.Message) decision.Emit(new StateRunning(), turn.Turn, step.Sequence);
        decision.Emit(reset, turn.Turn, step.Sequence);
        // When the program has not come back to this step yet, its request begins the attempt: once, not twice.
        if (step.Ordinal < turn.Requested) decision.AfterCommitDo(new SessionEffect.BeginAttempt(decision.State.Running!.Find(step.Sequence)!));
    }

    private static bool HasOpenApproval(RunningTurn turn, StepRecord step) =>
        turn.ApprovalSteps.ContainsValue(step.Sequence);
}
