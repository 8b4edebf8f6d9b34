using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.interjected</c>: a prompt with mode <c>interject</c> joined the running turn.</summary>
public sealed record TurnInterjected : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.interjected";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>What was said.</summary>
    [JsonPropertyName("prompt")]
    public required IReadOnlyList<ContentBlock> Prompt { get; init; }
}
