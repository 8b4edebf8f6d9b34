using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What can reach a session's actor: one record per message, one decision each.</summary>
internal abstract record SessionMessage
{
    private SessionMessage()
    {
    }

    internal sealed record Activated(string Node, string Start, string Reason) : SessionMessage;

    internal sealed record PromptReceived(TurnId NewTurn, PromptCommand Command, bool CanInterject, string? Trace = null) : SessionMessage;

    internal sealed record CancelReceived(TurnId? Turn) : SessionMessage;

    internal sealed record ApprovalDecided(ApprovalId Approval, string Decision, string? Answer, string By) : SessionMessage;

    internal sealed record MessageRequested(int Ordinal, string Provider, string Model) : SessionMessage;

    internal sealed record ToolsRequested(int Ordinal, IReadOnlyList<ToolCallPlan> Calls) : SessionMessage;

    internal sealed record CodeRequested(int Ordinal, string Name) : SessionMessage;

    internal sealed record AskRequested(int Ordinal, ApprovalId NewApproval, string Title, JsonElement? Schema) : SessionMessage;

    /// <summary>A running tool asks a person.</summary>
    internal sealed record ToolAsked(long Step, int Attempt, ApprovalId NewApproval, string Title, JsonElement? Schema) : SessionMessage;

    /// <summary>A server's tools, as they are offered from now on.</summary>
    internal sealed record ServerListed(string Server, IReadOnlyList<string> Tools, EventError? Error) : SessionMessage;

    /// <summary>An attempt ended, well or badly, and is not to be made again.</summary>
    internal sealed record AttemptEnded(long Step, int Attempt, StepEnd End, Usage? Usage = null, string? UsageOutcome = null) : SessionMessage;

    /// <summary>An attempt failed in a way that may pass. <paramref name="Jitter"/> is a random number from 0 to 1.</summary>
    internal sealed record AttemptFailed(long Step, int Attempt, EventError Error, TimeSpan? RetryAfter, Usage? Usage, double Jitter) : SessionMessage;

    internal sealed record AttemptDue(long Step, int Attempt, string Reason) : SessionMessage;

    internal sealed record ProgramEnded(TurnId Turn, TurnOutcome Outcome) : SessionMessage;

    internal sealed record InterruptDue(TurnId Turn, string Reason) : SessionMessage;

    /// <summary>The turn was interrupted and something in it would not end in time.</summary>
    internal sealed record GraceOver(TurnId Turn) : SessionMessage;

    internal sealed record SandboxMade(SandboxCreated Sandbox) : SessionMessage;

    internal sealed record StopRequested(DeactivationReason Reason) : SessionMessage;
}
