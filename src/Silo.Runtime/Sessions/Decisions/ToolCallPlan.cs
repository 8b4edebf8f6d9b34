using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A tool call as the program asks for it, with what the agent's definition says of the tool.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">The input; null when it lies in a blob or is invalid.</param>
/// <param name="Effect">The tool's effect, the agent's override applied.</param>
/// <param name="NeedsApproval">Whether a person is asked first.</param>
/// <param name="NewApproval">The id of the approval, should one be needed now or after a restart.</param>
/// <param name="Refusal">Why it is not run at all; null when it may.</param>
internal sealed record ToolCallPlan(
    string CallId,
    string Tool,
    JsonElement? Input,
    Effect Effect,
    bool NeedsApproval,
    ApprovalId NewApproval,
    EventError? Refusal);
