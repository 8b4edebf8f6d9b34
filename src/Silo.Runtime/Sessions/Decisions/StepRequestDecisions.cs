using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>The program asks for a step: it comes back from the record, is resolved when in doubt, or starts.</summary>
internal static class StepRequestDecisions
{
    internal static void Message(Decision decision, SessionMessage.MessageRequested m) => Request(
        decision,
        m.Ordinal,
        fits: s => s.Kind == StepKind.Message && s.Name == $"{m.Provider}/{m.Model}",
        start: _ => new MessageStarted { Provider = m.Provider, Model = m.Model, Attempt = 1 });

    internal static void Code(Decision decision, SessionMessage.CodeRequested m) => Request(
        decision,
        m.Ordinal,
        fits: s => s.Kind == StepKind.Code && s.Name == m.Name,
        start: _ => new StepStarted { Name = m.Name, Attempt = 1 });

    internal static void Ask(Decision decision, SessionMessage.AskRequested m) => Request(
        decision,
        m.Ordinal,
        fits: s => s.Kind == StepKind.Ask && s.Name == m.Title,
        start: _ => new ApprovalRequested
        {
            Approval = m.NewApproval,
            Reason = ApprovalReasons.Question,
            Title = m.Title,
            Input = m.Schema,
            Choices = ApprovalChoices.For(ApprovalReasons.Question),
        });

    internal static void Tools(Decision decision, SessionMessage.ToolsRequested m)
    {
        for (var i = 0; i < m.Calls.Count; i++)
        {
            var call = m.Calls[i];
            call = call with { Refusal = call.Refusal ?? ToolRates.Refuse(decision.State, call.Tool, decision.Now) };
            Request(
                decision,
                m.Ordinal + i,
                fits: s => s.Kind == StepKind.Tool && s.Name == call.Tool && s.CallId == call.CallId,
                start: sequence => new ToolUseStarted
                {
                    CallId = call.CallId,
                    Tool = call.Tool,
                    Input = call.Input,
                    Effect = call.Effect,
                    Key = StepKeys.For(decision.State.Key.Session, sequence),
                    Attempt = call.NeedsApproval && call.Refusal is null ? 0 : 1,
                },
                call);
        }
    }

    private static void Request(
        Decision decision, int ordinal, Func<StepRecord, bool> fits, Func<long, EventData> start, ToolCallPlan? call = null)
    {
        if (decision.State.Running is not { } turn) return;
        decision.Change(t => t with { Requested = ordinal + 1 });
        if (turn.Interrupt is not null)
            decision.AtOnceDo(new SessionEffect.Abort(ordinal));
        else if (ordinal < turn.Steps.Count)
            Repeat(decision, turn.Steps[ordinal], fits, call);
        else if (ordinal > turn.Steps.Count)
            // Two flows of control in one program: their order is chance, and could not be repeated.
            InterruptDecisions.Interrupt(decision, turn, InterruptReasons.Diverged, ordinal);
        else if (ordinal >= decision.State.Agent.Limits.TurnStepsMax)
            InterruptDecisions.Interrupt(decision, turn, InterruptReasons.StepsMax, ordinal);
        else
            Start(decision, turn, start(decision.NextSequence), call);
    }

    private static void Repeat(Decision decision, StepRecord step, Func<StepRecord, bool> fits, ToolCallPlan? call)
    {
        if (!fits(step))
            InterruptDecisions.Interrupt(decision, decision.State.Running!, InterruptReasons.Diverged, step.Ordinal);
        else if (!step.IsOpen)
            decision.AtOnceDo(new SessionEffect.Deliver(step));
        else
            InDoubtDecisions.Resolve(decision, step, call);
    }

    private static void Start(Decision decision, RunningTurn turn, EventData started, ToolCallPlan? call)
    {
        var sequence = decision.NextSequence;
        decision.Emit(started, turn.Turn, sequence);
        var step = decision.State.Running!.Find(sequence)!;
        if (call?.Refusal is { } refusal)
            AttemptDecisions.End(decision, step, ToolEnds.Refused(refusal));
        else if (step.Kind == StepKind.Ask)
            decision.Put(decision.State.Running!.Approvals.Values.Single(a => a.RequestedSequence == sequence));
        else if (step.Attempt == 0)
            ApprovalDecisions.Request(decision, step, call!.NewApproval, ApprovalReasons.Policy, $"{step.Name} asks to run");
        else
            decision.AfterCommitDo(new SessionEffect.BeginAttempt(step));
    }
}
