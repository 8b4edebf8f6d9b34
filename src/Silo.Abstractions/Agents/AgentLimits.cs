using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>The bounds of an agent's sessions. At a bound the caller gets a named error, or the turn ends with <c>paused_limit</c>.</summary>
public sealed record AgentLimits
{
    /// <summary>Most model calls in one turn; then the turn ends with <c>max_turn_requests</c>.</summary>
    /// <value>Default 100, 1 to 10,000.</value>
    [JsonPropertyName("turn_model_calls_max")]
    public int TurnModelCallsMax { get; init; } = 100;

    /// <summary>Most steps of any kind in one turn.</summary>
    /// <value>Default 1,000, 1 to 100,000.</value>
    [JsonPropertyName("turn_steps_max")]
    public int TurnStepsMax { get; init; } = 1000;

    /// <summary>How long a turn may take; null for no end.</summary>
    /// <value>Default 1 hour.</value>
    [JsonPropertyName("turn_deadline")]
    public TimeSpan? TurnDeadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most turns waiting behind the running one; the next prompt gets <c>queue_full</c>.</summary>
    /// <value>Default 16, 0 to 256.</value>
    [JsonPropertyName("queued_turns_max")]
    public int QueuedTurnsMax { get; init; } = 16;

    /// <summary>Most bytes of one message while it is made.</summary>
    /// <value>Default 4 MiB, 1 KiB to 16 MiB.</value>
    [JsonPropertyName("message_bytes_max")]
    public int MessageBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most tool calls that run at once.</summary>
    /// <value>Default 8, 1 to 64.</value>
    [JsonPropertyName("parallel_tools_max")]
    public int ParallelToolsMax { get; init; } = 8;

    /// <summary>Most bytes of a tool's output that the model reads; the rest is cut, with a notice.</summary>
    /// <value>Default 30,000, 1,000 to 200,000.</value>
    [JsonPropertyName("tool_output_bytes_max")]
    public int ToolOutputBytesMax { get; init; } = 30_000;

    /// <summary>Most bytes of all artifacts of a session together, each counted whenever it is published; then publishing is refused.</summary>
    /// <value>Default 256 MiB, 0 (none at all) to 64 GiB.</value>
    [JsonPropertyName("artifact_bytes_max")]
    public long ArtifactBytesMax { get; init; } = 256L << 20;
}
