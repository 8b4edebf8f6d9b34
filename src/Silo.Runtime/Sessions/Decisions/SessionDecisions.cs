namespace Silo.Runtime.Sessions.Decisions;

/// <summary>From message to decision: a table of contents. Pure; no clock, no store, no chance.</summary>
internal static class SessionDecisions
{
    internal static Decision Decide(SessionState state, SessionMessage message, DateTimeOffset now)
    {
        var decision = new Decision(state, now);
        switch (message)
        {
            case SessionMessage.Activated m: ActivationDecisions.Activated(decision, m); break;
            case SessionMessage.StopRequested m: ActivationDecisions.StopRequested(decision, m); break;
            case SessionMessage.SandboxMade m: decision.Emit(m.Sandbox, decision.State.Running?.Turn); break;
            case SessionMessage.PromptReceived m: PromptDecisions.Received(decision, m); break;
            case SessionMessage.CancelReceived m: InterruptDecisions.CancelReceived(decision, m); break;
            case SessionMessage.InterruptDue m: InterruptDecisions.Due(decision, m); break;
            case SessionMessage.GraceOver m: InterruptDecisions.GraceOver(decision, m); break;
            case SessionMessage.ApprovalDecided m: ApprovalDecisions.Decided(decision, m); break;
            case SessionMessage.MessageRequested m: StepRequestDecisions.Message(decision, m); break;
            case SessionMessage.ToolsRequested m: StepRequestDecisions.Tools(decision, m); break;
            case SessionMessage.CodeRequested m: StepRequestDecisions.Code(decision, m); break;
            case SessionMessage.AskRequested m: StepRequestDecisions.Ask(decision, m); break;
            case SessionMessage.ToolAsked m: ElicitationDecisions.Asked(decision, m); break;
            case SessionMessage.ServerListed m: ToolListDecisions.Listed(decision, m); break;
            case SessionMessage.AttemptEnded m: AttemptDecisions.Ended(decision, m); break;
            case SessionMessage.AttemptFailed m: AttemptDecisions.Failed(decision, m); break;
            case SessionMessage.AttemptDue m: AttemptDecisions.Due(decision, m); break;
            case SessionMessage.ProgramEnded m: TurnDecisions.ProgramEnded(decision, m); break;
            default: throw new InvalidOperationException($"No decision for {message.GetType().Name}.");
        }

        return decision;
    }
}
