using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>tool_use.started</c>: a tool call starts; its sequence is the step.</summary>
public sealed record ToolUseStarted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "tool_use.started";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The model's id of the call.</summary>
    [JsonPropertyName("call_id")]
    public required string CallId { get; init; }

    /// <summary>The tool's name.</summary>
    [JsonPropertyName("tool")]
    public required string Tool { get; init; }

    /// <summary>The input; null when it lies in the message's blob.</summary>
    [JsonPropertyName("input")]
    public JsonElement? Input { get; init; }

    /// <summary>What the tool promises about running again.</summary>
    [JsonPropertyName("effect")]
    public required Effect Effect { get; init; }

    /// <summary>The idempotency key handed to the tool: session, <c>/</c> and step.</summary>
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    /// <summary>1; 0 while it waits for an approval, whose <c>approve</c> then starts attempt 1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }
}
