using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>How turns start and end.</summary>
internal static class TurnDecisions
{
    /// <summary>Takes the next ticket: taking it and <c>turn.started</c> are one commit.</summary>
    internal static void StartNext(Decision decision)
    {
        if (decision.State is not { Running: null, Queue.IsEmpty: false } state) return;
        decision.Emit(new TurnStarted(), state.Queue[0].Turn);
        var running = decision.State.Running!;
        decision.Put(Tickets.Running(state.Key, running.Queued));
        Run(decision, running);
    }

    /// <summary>Runs the turn's program, from its beginning; what is recorded comes back to it at once.</summary>
    internal static void Run(Decision decision, RunningTurn running)
    {
        decision.Change(t => t with { Requested = 0 });
        decision.AtOnceDo(new SessionEffect.StartProgram(running));
        if (decision.State.Deadline is { } deadline) decision.AfterCommitDo(new SessionEffect.ArmDeadline(running.Turn, deadline));
    }

    internal static void ProgramEnded(Decision decision, SessionMessage.ProgramEnded message)
    {
        if (decision.State.Running is not { } running || running.Turn != message.Turn) return;
        if (running.Interrupt is { } reason)
            End(decision, running, InterruptReasons.Outcome(reason));
        else if (message.Outcome.StopReason == StopReason.EndTurn && running.InterjectionPending(running.Steps.Count) && Progress(running) != running.SentOn)
            GoOn(decision, running);
        else
            End(decision, running, message.Outcome);
    }

    internal static void End(Decision decision, RunningTurn running, TurnOutcome outcome)
    {
        CloseSteps(decision, running);
        var sequence = decision.Emit(
            new TurnEnded { StopReason = outcome.StopReason, Error = outcome.Error, Usage = running.Usage }, running.Turn);
        decision.Put(Tickets.Ended(decision.State.Key, running.Queued, outcome.StopReason, sequence, decision.Now));
        decision.AfterCommitDo(new SessionEffect.TurnOver(running.Turn, outcome.StopReason, outcome.Error?.Code, running.Usage));
        StartNext(decision);
    }

    /// <summary>Somebody spoke between the program's last look and its end: it goes on, its past steps coming back at once.</summary>
    private static void GoOn(Decision decision, RunningTurn running)
    {
        // A program that does not listen is sent on once, not for ever: what was said is in the conversation of the next turn.
        decision.Change(t => t with { SentOn = Progress(running) });
        // What it left running ends here: its replay would take that for a step that nobody has begun.
        CloseSteps(decision, running);
        Run(decision, decision.State.Running!);
    }

    private static (int Steps, int Interjections) Progress(RunningTurn running) => (running.Steps.Count, running.Interjections.Count);

    private static void CloseSteps(Decision decision, RunningTurn running)
    {
        foreach (var approval in running.Approvals.Values)
            ApprovalDecisions.Resolve(decision, approval, ApprovalChoices.Withdrawn, answer: null, by: "system");
        foreach (var step in decision.State.Running!.Steps.Where(s => s.IsOpen))
            StepEnds.Emit(decision, running.Turn, step, Unfinished(step));
    }

    private static StepEnd Unfinished(StepRecord step) => step.Kind == StepKind.Tool
        ? ToolEnds.Text(ToolStatus.Cancelled, "The turn ended before this call did; it may have partly run.")
        : new StepEnd.Failed(new EventError(InterruptReasons.Cancelled, "The turn ended before this step did."));
}
