using Silo.Abstractions.Events;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What is decided when a message leads to an event that cannot be written: too large, too deep, or half a character in it.</summary>
/// <remarks>Content is bounded before it comes here. This is the net below: what a model, a tool or a program wrote ends its step or turn by name, never the actor.</remarks>
internal static class Unrecordable
{
    internal static Decision Instead(SessionState state, SessionMessage message, DateTimeOffset now, string why)
    {
        switch (message)
        {
            case SessionMessage.AttemptEnded m:
                return SessionDecisions.Decide(state, m with { End = End(state, m.Step, why) }, now);
            case SessionMessage.AttemptFailed m:
                return SessionDecisions.Decide(
                    state, new SessionMessage.AttemptEnded(m.Step, m.Attempt, End(state, m.Step, why), m.Usage, m.Usage is null ? null : "failed"), now);
            case SessionMessage.PromptReceived:
                return new Decision(state, now) { Reply = new PromptResult.Unavailable("prompt_too_large", why) };
            case SessionMessage.ApprovalDecided:
                return new Decision(state, now) { Reply = new ResolveApprovalResult.Unavailable("body_too_large", why) };
            case SessionMessage.ToolAsked m:
                var unasked = new Decision(state, now);
                ElicitationDecisions.Unanswered(unasked, m);
                return unasked;
            case SessionMessage.ServerListed:
                return new Decision(state, now);
            case SessionMessage.MessageRequested or SessionMessage.ToolsRequested or SessionMessage.CodeRequested
                or SessionMessage.AskRequested or SessionMessage.ProgramEnded when state.Running is { } running:
                var error = new EventError("program_failed", $"The agent's program asked for what cannot be recorded: {why}");
                return SessionDecisions.Decide(state, new SessionMessage.ProgramEnded(running.Turn, new TurnOutcome(StopReason.Failed, error)), now);
            default:
                throw new InvalidOperationException($"{state.Key}: {message.GetType().Name} leads to what cannot be recorded: {why}");
        }
    }

    private static StepEnd End(SessionState state, long step, string why) => state.Running?.Find(step)?.Kind switch
    {
        StepKind.Tool => ToolEnds.Text(ToolStatus.Error, $"The call ended, and its result cannot be recorded: {why}", new EventError("step_output_too_large", why)),
        StepKind.Message => new StepEnd.Failed(new EventError("message_too_large", why)),
        _ => new StepEnd.Failed(new EventError("step_output_too_large", why)),
    };
}
