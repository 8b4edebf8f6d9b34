using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>tools.listed</c>: which tools of a server are offered to the model from here on; written when they change.</summary>
public sealed record ToolsListed : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "tools.listed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The server's name in the agent's definition.</summary>
    [JsonPropertyName("server")]
    public required string Server { get; init; }

    /// <summary>The names of its tools, as the model sees them; up to 128.</summary>
    [JsonPropertyName("tools")]
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>Why it has none, or fewer than it offered.</summary>
    [JsonPropertyName("error")]
    public EventError? Error { get; init; }
}
