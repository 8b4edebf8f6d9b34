using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>message.completed</c>: a model call ended; this is the whole message.</summary>
public sealed record MessageCompleted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "message.completed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The attempt that made it.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>The whole content.</summary>
    [JsonPropertyName("blocks")]
    public required IReadOnlyList<ContentBlock> Blocks { get; init; }

    /// <summary>The provider's own stop reason, <c>cancelled</c> when the turn was cancelled in mid-message.</summary>
    [JsonPropertyName("stop_reason")]
    public required string StopReason { get; init; }

    /// <summary>The model that answered.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }
}
