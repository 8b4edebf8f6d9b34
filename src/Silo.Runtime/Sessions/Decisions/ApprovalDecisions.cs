using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A person is asked, and decides. The first decision wins.</summary>
internal static class ApprovalDecisions
{
    internal static void Request(Decision decision, StepRecord step, ApprovalId approval, string reason, string title)
    {
        decision.Emit(
            new ApprovalRequested
            {
                Approval = approval,
                Reason = reason,
                Title = title,
                Tool = step.Name,
                Input = step.Input,
                Choices = ApprovalChoices.For(reason),
            },
            decision.State.Running!.Turn,
            step.Sequence);
        decision.Put(decision.State.Running!.Approvals[approval]);
    }

    internal static void Decided(Decision decision, SessionMessage.ApprovalDecided m)
    {
        if (decision.State.Running?.Approvals.GetValueOrDefault(m.Approval) is not { } row)
        {
            // Decided or withdrawn a moment ago: the caller reads how.
            decision.Reply = null;
            return;
        }

        var choices = ApprovalChoices.For(row.Reason);
        if (!choices.Contains(m.Decision))
        {
            decision.Reply = new ResolveApprovalResult.NotAChoice(choices);
            return;
        }

        var step = decision.State.Running.Find(decision.State.Running.ApprovalSteps[m.Approval])!;
        decision.Reply = new ResolveApprovalResult.Resolved(Resolve(decision, row, m.Decision, m.Answer, m.By));
        Continue(decision, row, step, m);
    }

    internal static ApprovalRow Resolve(Decision decision, ApprovalRow row, string choice, string? answer, string by)
    {
        var step = decision.State.Running!.ApprovalSteps[row.Approval];
        decision.Emit(new ApprovalResolved { Approval = row.Approval, Decision = choice, Answer = answer, By = by }, row.Turn, step);
        var resolved = row with { Decision = choice, Answer = answer, DecidedBy = by, DecidedAt = decision.Now };
        decision.Put(resolved);
        return resolved;
    }

    private static void Continue(Decision decision, ApprovalRow row, StepRecord step, SessionMessage.ApprovalDecided m)
    {
        var turn = decision.State.Running!;
        switch (row.Reason, m.Decision)
        {
            case (ApprovalReasons.Question, _):
                if (step.Ordinal < turn.Requested) decision.AtOnceDo(new SessionEffect.Deliver(turn.Find(step.Sequence)!));
                break;
            case (ApprovalReasons.Elicitation, _):
                decision.AfterCommitDo(new SessionEffect.AnswerTool(m.Approval, m.Decision, m.Answer));
                break;
            case (ApprovalReasons.Policy, ApprovalChoices.Approve):
                // When the program has not come back to this step yet, its request begins the attempt.
                if (step.Ordinal < turn.Requested) decision.AfterCommitDo(new SessionEffect.BeginAttempt(turn.Find(step.Sequence)!));
                break;
            case (ApprovalReasons.Policy, _):
                AttemptDecisions.End(decision, step, ToolEnds.Text(ToolStatus.Refused, Refusal(m.Answer)));
                break;
            case (_, ApprovalChoices.Approve):
                InDoubtDecisions.Again(decision, step, "approved");
                break;
            case (_, ApprovalChoices.Answer):
                AttemptDecisions.End(decision, step, ToolEnds.Text(ToolStatus.Ok, m.Answer ?? string.Empty));
                break;
            default:
                AttemptDecisions.End(decision, step, ToolEnds.Interrupted);
                break;
        }
    }

    private static string Refusal(string? answer) =>
        string.IsNullOrWhiteSpace(answer) ? "A person refused this call." : $"A person refused this call: {answer}";
}
