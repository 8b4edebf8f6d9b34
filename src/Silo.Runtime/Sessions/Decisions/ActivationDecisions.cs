using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A session comes to life and goes on where its journal stands; or it is laid down.</summary>
internal static class ActivationDecisions
{
    internal static void Activated(Decision decision, SessionMessage.Activated m)
    {
        decision.Emit(new SessionActivated { Node = m.Node, Start = m.Start, Reason = m.Reason });
        if (decision.State.Running is not { } running)
        {
            TurnDecisions.StartNext(decision);
        }
        else if (running.Interrupt is { } reason)
        {
            TurnDecisions.End(decision, running, InterruptReasons.Outcome(reason));
        }
        else
        {
            decision.Emit(new TurnResumed { InDoubt = [.. running.Steps.Where(s => s.IsOpen).Select(InDoubtDecisions.Describe)] }, running.Turn);
            TurnDecisions.Run(decision, decision.State.Running!);
        }
    }

    internal static void StopRequested(Decision decision, SessionMessage.StopRequested m)
    {
        if (m.Reason == DeactivationReason.Idle && !decision.State.IsIdle) return;
        decision.Emit(new SessionDeactivated { Reason = Text(m.Reason) });
        decision.AfterCommitDo(new SessionEffect.Stop(m.Reason));
    }

    private static string Text(DeactivationReason reason) => reason switch
    {
        DeactivationReason.Idle => "idle",
        DeactivationReason.Deleted => "deleted",
        _ => "shutdown",
    };
}
