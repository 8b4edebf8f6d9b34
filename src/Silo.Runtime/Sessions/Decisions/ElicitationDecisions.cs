using Silo.Abstractions.Events.Kinds;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A running tool asks a person. Its question lives no longer than the attempt that asked it.</summary>
internal static class ElicitationDecisions
{
    /// <summary>Most open questions of one call; a tool that asks without waiting gets no more.</summary>
    internal const int OpenMax = 4;

    internal static void Asked(Decision decision, SessionMessage.ToolAsked m)
    {
        if (AttemptDecisions.Current(decision.State, m.Step, m.Attempt) is not { Kind: StepKind.Tool } step
            || decision.State.Running is not { Interrupt: null } turn
            || turn.ApprovalSteps.Values.Count(s => s == m.Step) >= OpenMax)
        {
            Unanswered(decision, m);
            return;
        }

        decision.Emit(
            new ApprovalRequested
            {
                Approval = m.NewApproval,
                Reason = ApprovalReasons.Elicitation,
                Title = m.Title,
                Tool = step.Name,
                Input = m.Schema,
                Choices = ApprovalChoices.For(ApprovalReasons.Elicitation),
            },
            turn.Turn,
            step.Sequence);
        decision.Put(decision.State.Running!.Approvals[m.NewApproval]);
    }

    internal static void Unanswered(Decision decision, SessionMessage.ToolAsked m) =>
        decision.AtOnceDo(new SessionEffect.AnswerTool(m.NewApproval, ApprovalChoices.Withdrawn, Answer: null));

    /// <summary>Whether a step waits for a person while its tool runs.</summary>
    internal static bool IsOpen(RunningTurn turn, StepRecord step) =>
        turn.ApprovalSteps.Any(a => a.Value == step.Sequence && turn.Approvals[a.Key].Reason == ApprovalReasons.Elicitation);

    /// <summary>Withdraws what a step's tool still asks: the attempt has ended, or its process is gone.</summary>
    internal static void Withdraw(Decision decision, StepRecord step)
    {
        var turn = decision.State.Running!;
        foreach (var approval in turn.ApprovalSteps.Where(a => a.Value == step.Sequence).Select(a => turn.Approvals[a.Key]).OrderBy(a => a.RequestedSequence))
        {
            if (approval.Reason != ApprovalReasons.Elicitation) continue;
            ApprovalDecisions.Resolve(decision, approval, ApprovalChoices.Withdrawn, answer: null, by: "system");
            decision.AfterCommitDo(new SessionEffect.AnswerTool(approval.Approval, ApprovalChoices.Withdrawn, Answer: null));
        }
    }
}
