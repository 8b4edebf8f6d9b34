using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Abstractions.Events;

/// <summary>The generated serialisers of event data.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = EventLimits.DepthMax,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SessionCreated))]
[JsonSerializable(typeof(SessionActivated))]
[JsonSerializable(typeof(SessionDeactivated))]
[JsonSerializable(typeof(SandboxCreated))]
[JsonSerializable(typeof(TurnQueued))]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(TurnInterjected))]
[JsonSerializable(typeof(TurnResumed))]
[JsonSerializable(typeof(TurnCancelRequested))]
[JsonSerializable(typeof(TurnEnded))]
[JsonSerializable(typeof(MessageStarted))]
[JsonSerializable(typeof(MessageReset))]
[JsonSerializable(typeof(MessageCompleted))]
[JsonSerializable(typeof(MessageFailed))]
[JsonSerializable(typeof(UsageRecorded))]
[JsonSerializable(typeof(ToolUseStarted))]
[JsonSerializable(typeof(ToolUseReset))]
[JsonSerializable(typeof(ToolResultCompleted))]
[JsonSerializable(typeof(ArtifactPublished))]
[JsonSerializable(typeof(ToolsListed))]
[JsonSerializable(typeof(StepStarted))]
[JsonSerializable(typeof(StepReset))]
[JsonSerializable(typeof(StepCompleted))]
[JsonSerializable(typeof(StepFailed))]
[JsonSerializable(typeof(ApprovalRequested))]
[JsonSerializable(typeof(ApprovalResolved))]
[JsonSerializable(typeof(StateWaiting))]
[JsonSerializable(typeof(StateRunning))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<ContentBlock>))]
public sealed partial class EventJson : JsonSerializerContext;
