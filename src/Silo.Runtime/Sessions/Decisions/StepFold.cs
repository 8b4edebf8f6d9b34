using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Adds an event of a step to a state.</summary>
internal static class StepFold
{
    internal static SessionState Apply(SessionState state, SessionEvent e) => e.Data switch
    {
        MessageStarted m => Start(state, e, StepKind.Message, $"{m.Provider}/{m.Model}", m.Attempt),
        ToolUseStarted t => Start(state, e, StepKind.Tool, t.Tool, t.Attempt, t),
        StepStarted s => Start(state, e, StepKind.Code, s.Name, s.Attempt),
        MessageReset r => Begin(state, e, r.Attempt),
        ToolUseReset r => Begin(state, e, r.Attempt),
        StepReset r => Begin(state, e, r.Attempt),
        MessageCompleted m => SessionFold.Say(
            End(state, e, new StepEnd.Message(m.Blocks, m.StopReason, m.Model)),
            new ConversationEntry(ConversationRole.Assistant, m.Blocks)),
        MessageFailed m => End(state, e, new StepEnd.Failed(m.Error)),
        ToolResultCompleted t => SessionFold.Say(
            End(state, e, new StepEnd.Tool(t.Status, t.Content, t.ExitCode, t.Error)),
            new ConversationEntry(ConversationRole.Tool, t.Content, t.CallId, t.Status)),
        StepCompleted s => End(state, e, new StepEnd.Code(s.Output, s.Content)),
        StepFailed s => End(state, e, new StepEnd.Failed(s.Error)),
        ApprovalRequested a => Ask(state, e, a),
        ApprovalResolved a => Resolve(state, e, a),
        _ => state,
    };

    private static SessionState Start(SessionState state, SessionEvent e, StepKind kind, string name, int attempt, ToolUseStarted? tool = null) =>
        SessionFold.Turn(state, turn => turn with
        {
            Steps = turn.Steps.Add(new StepRecord
            {
                Sequence = e.Sequence,
                Ordinal = turn.Steps.Count,
                Kind = kind,
                Name = name,
                CallId = tool?.CallId,
                Effect = tool?.Effect,
                Input = tool?.Input,
                Attempt = attempt,
                AttemptEpoch = e.Epoch,
            }),
        });

    private static SessionState Begin(SessionState state, SessionEvent e, int attempt) =>
        Change(state, e.Step, s => s with { Attempt = attempt, AttemptEpoch = e.Epoch });

    private static SessionState End(SessionState state, SessionEvent e, StepEnd end) =>
        Change(state, e.Step, s => s with { End = end });

    private static SessionState Change(SessionState state, long step, Func<StepRecord, StepRecord> change) =>
        SessionFold.Turn(state, turn => turn.Find(step) is { } found ? turn.With(change(found)) : turn);

    private static SessionState Ask(SessionState state, SessionEvent e, ApprovalRequested asked)
    {
        var row = new ApprovalRow
        {
            Key = e.Key,
            Approval = asked.Approval,
            Turn = e.Turn!.Value,
            Reason = asked.Reason,
            Title = asked.Title,
            Tool = asked.Tool,
            RequestedAt = e.Time,
            RequestedSequence = e.Sequence,
        };
        var next = SessionFold.Turn(state, turn => turn with
        {
            Approvals = turn.Approvals.Add(asked.Approval, row),
            ApprovalSteps = turn.ApprovalSteps.Add(asked.Approval, e.Step),
        });
        return asked.Reason == ApprovalReasons.Question ? Start(next, e, StepKind.Ask, asked.Title, attempt: 1) : next;
    }

    private static SessionState Resolve(SessionState state, SessionEvent e, ApprovalResolved resolved)
    {
        var reason = state.Running?.Approvals.GetValueOrDefault(resolved.Approval)?.Reason;
        var next = SessionFold.Turn(state, turn => turn with
        {
            Approvals = turn.Approvals.Remove(resolved.Approval),
            ApprovalSteps = turn.ApprovalSteps.Remove(resolved.Approval),
        });
        return (reason, resolved.Decision) switch
        {
            (ApprovalReasons.Question, _) => End(next, e, new StepEnd.Answer(resolved.Decision, resolved.Answer)),
            (ApprovalReasons.Policy, ApprovalChoices.Approve) => Begin(next, e, attempt: 1),
            _ => next,
        };
    }
}
