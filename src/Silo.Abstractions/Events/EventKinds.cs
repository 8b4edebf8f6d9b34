using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Abstractions.Events;

/// <summary>The kinds that this build knows. Reserved for later: <c>critic_eval</c>, <c>plan</c>, <c>finding</c>.</summary>
public static class EventKinds
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> Known = new Dictionary<string, JsonTypeInfo>(StringComparer.Ordinal)
    {
        [SessionCreated.KindName] = EventJson.Default.SessionCreated,
        [SessionActivated.KindName] = EventJson.Default.SessionActivated,
        [SessionDeactivated.KindName] = EventJson.Default.SessionDeactivated,
        [SandboxCreated.KindName] = EventJson.Default.SandboxCreated,
        [TurnQueued.KindName] = EventJson.Default.TurnQueued,
        [TurnStarted.KindName] = EventJson.Default.TurnStarted,
        [TurnInterjected.KindName] = EventJson.Default.TurnInterjected,
        [TurnResumed.KindName] = EventJson.Default.TurnResumed,
        [TurnCancelRequested.KindName] = EventJson.Default.TurnCancelRequested,
        [TurnEnded.KindName] = EventJson.Default.TurnEnded,
        [MessageStarted.KindName] = EventJson.Default.MessageStarted,
        [MessageReset.KindName] = EventJson.Default.MessageReset,
        [MessageCompleted.KindName] = EventJson.Default.MessageCompleted,
        [MessageFailed.KindName] = EventJson.Default.MessageFailed,
        [UsageRecorded.KindName] = EventJson.Default.UsageRecorded,
        [ToolUseStarted.KindName] = EventJson.Default.ToolUseStarted,
        [ToolUseReset.KindName] = EventJson.Default.ToolUseReset,
        [ToolResultCompleted.KindName] = EventJson.Default.ToolResultCompleted,
        [ToolsListed.KindName] = EventJson.Default.ToolsListed,
        [ArtifactPublished.KindName] = EventJson.Default.ArtifactPublished,
        [StepStarted.KindName] = EventJson.Default.StepStarted,
        [StepReset.KindName] = EventJson.Default.StepReset,
        [StepCompleted.KindName] = EventJson.Default.StepCompleted,
        [StepFailed.KindName] = EventJson.Default.StepFailed,
        [ApprovalRequested.KindName] = EventJson.Default.ApprovalRequested,
        [ApprovalResolved.KindName] = EventJson.Default.ApprovalResolved,
        [StateWaiting.KindName] = EventJson.Default.StateWaiting,
        [StateRunning.KindName] = EventJson.Default.StateRunning,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all known kinds.</summary>
    public static IReadOnlyCollection<string> All => Known.Keys;

    internal static JsonTypeInfo? Find(string kind) => Known.GetValueOrDefault(kind);
}
