using Silo.Abstractions.Events.Kinds;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>An attempt ended, failed in a way that may pass, or is due again.</summary>
internal static class AttemptDecisions
{
    internal static void Ended(Decision decision, SessionMessage.AttemptEnded m)
    {
        if (Current(decision.State, m.Step, m.Attempt) is not { } step) return;
        if (m.Usage is { } usage)
            decision.Emit(new UsageRecorded { Attempt = m.Attempt, Outcome = m.UsageOutcome!, Usage = usage }, decision.State.Running!.Turn, m.Step);
        End(decision, step, m.End);
    }

    internal static void Failed(Decision decision, SessionMessage.AttemptFailed m)
    {
        if (Current(decision.State, m.Step, m.Attempt) is not { } step) return;
        var turn = decision.State.Running!;
        if (m.Usage is { } usage)
            decision.Emit(new UsageRecorded { Attempt = m.Attempt, Outcome = "cut", Usage = usage }, turn.Turn, m.Step);
        var at = decision.Now + Backoff.Delay(m.Attempt, m.RetryAfter, m.Jitter);
        if (turn.Interrupt is not null || at > decision.State.Deadline)
        {
            End(decision, step, new StepEnd.Failed(m.Error));
            return;
        }

        decision.Emit(
            new StateWaiting { Reason = m.Error.Code, Detail = m.Error.Message, Attempt = m.Attempt, RetryAt = at }, turn.Turn, m.Step);
        decision.AfterCommitDo(new SessionEffect.RetryLater(m.Step, m.Attempt, m.Error.Code, at));
    }

    internal static void Due(Decision decision, SessionMessage.AttemptDue m)
    {
        if (Current(decision.State, m.Step, m.Attempt) is not { } step || decision.State.Running is not { Interrupt: null }) return;
        InDoubtDecisions.Again(decision, step, m.Reason);
    }

    /// <summary>Records a step's end and gives it to the program; an interrupted program gets the interruption instead.</summary>
    internal static void End(Decision decision, StepRecord step, StepEnd end)
    {
        ElicitationDecisions.Withdraw(decision, step);
        StepEnds.Emit(decision, decision.State.Running!.Turn, step, end);
        var turn = decision.State.Running!;
        if (step.Ordinal >= turn.Requested) return;
        decision.AtOnceDo(turn.Interrupt is null
            ? new SessionEffect.Deliver(turn.Find(step.Sequence)!)
            : new SessionEffect.Abort(step.Ordinal));
    }

    /// <summary>The step, if this attempt of it is the one that counts; a late word of an abandoned one is ignored.</summary>
    internal static StepRecord? Current(SessionState state, long step, int attempt) =>
        state.Running?.Find(step) is { IsOpen: true } found && found.Attempt == attempt ? found : null;
}
