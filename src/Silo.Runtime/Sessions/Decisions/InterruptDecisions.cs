using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A turn is made to end: by a person, its deadline, or a limit.</summary>
internal static class InterruptDecisions
{
    internal static void CancelReceived(Decision decision, SessionMessage.CancelReceived m)
    {
        var running = decision.State.Running;
        if (running is not null && (m.Turn is null || m.Turn == running.Turn))
        {
            Interrupt(decision, running, InterruptReasons.Cancelled);
            decision.Reply = new CancelResult.Cancelling(running.Turn);
        }
        else if (decision.State.Queue.Find(t => t.Turn == m.Turn) is { } queued)
        {
            var sequence = decision.Emit(new TurnEnded { StopReason = StopReason.Cancelled, Usage = Usage.None }, queued.Turn);
            decision.Put(Tickets.Ended(decision.State.Key, queued, StopReason.Cancelled, sequence, decision.Now));
            decision.Reply = new CancelResult.Cancelling(queued.Turn);
        }
        else
        {
            decision.Reply = new CancelResult.NothingToCancel();
        }
    }

    internal static void Due(Decision decision, SessionMessage.InterruptDue m)
    {
        if (decision.State.Running is { } running && running.Turn == m.Turn) Interrupt(decision, running, m.Reason);
    }

    internal static void GraceOver(Decision decision, SessionMessage.GraceOver m)
    {
        if (decision.State.Running is { Interrupt: { } reason } running && running.Turn == m.Turn)
            TurnDecisions.End(decision, running, InterruptReasons.Outcome(reason));
    }

    /// <summary>Records why the turn is to end; what runs in it is ended once that is durable.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="running">The turn.</param>
    /// <param name="reason">Why.</param>
    /// <param name="asking">The ordinal of a step that the program waits for right now, or -1.</param>
    internal static void Interrupt(Decision decision, RunningTurn running, string reason, int asking = -1)
    {
        if (running.Interrupt is null)
        {
            decision.Emit(new TurnCancelRequested { Reason = reason }, running.Turn);
            decision.AfterCommitDo(new SessionEffect.Interrupt(running.Turn));
            foreach (var step in running.Steps.Where(s => s.IsOpen && WaitsForNobodyOfOurs(running, s)))
                decision.AtOnceDo(new SessionEffect.Abort(step.Ordinal));
        }

        if (asking >= 0) decision.AtOnceDo(new SessionEffect.Abort(asking));
    }

    /// <summary>Whether nothing runs for the step that could end it: it waits for a person, or for its next attempt.</summary>
    private static bool WaitsForNobodyOfOurs(RunningTurn running, StepRecord step) =>
        (running.ApprovalSteps.ContainsValue(step.Sequence) && !ElicitationDecisions.IsOpen(running, step)) || (step.Kind == StepKind.Message && running.WaitsForRetry);
}
