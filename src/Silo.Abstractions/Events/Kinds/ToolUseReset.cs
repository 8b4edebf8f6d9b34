using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>tool_use.reset</c>: a tool call in doubt runs again, as its effect allows.</summary>
public sealed record ToolUseReset : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "tool_use.reset";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The new attempt: 2, 3 …</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary><c>restarted</c>, or why else.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
