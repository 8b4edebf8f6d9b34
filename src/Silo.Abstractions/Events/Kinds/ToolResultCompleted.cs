using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>tool_result.completed</c>: a tool call ended.</summary>
public sealed record ToolResultCompleted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "tool_result.completed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The model's id of the call.</summary>
    [JsonPropertyName("call_id")]
    public required string CallId { get; init; }

    /// <summary>The tool's name.</summary>
    [JsonPropertyName("tool")]
    public required string Tool { get; init; }

    /// <summary>How it ended.</summary>
    [JsonPropertyName("status")]
    public required ToolStatus Status { get; init; }

    /// <summary>What the model reads.</summary>
    [JsonPropertyName("content")]
    public required IReadOnlyList<ContentBlock> Content { get; init; }

    /// <summary>The exit code, where the tool ran a process.</summary>
    [JsonPropertyName("exit_code")]
    public int? ExitCode { get; init; }

    /// <summary>Why it failed or was refused.</summary>
    [JsonPropertyName("error")]
    public EventError? Error { get; init; }
}
