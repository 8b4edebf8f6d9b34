using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.ended</c>: the turn is over.</summary>
public sealed record TurnEnded : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.ended";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Why.</summary>
    [JsonPropertyName("stop_reason")]
    public required StopReason StopReason { get; init; }

    /// <summary>What went wrong, with stop reason <c>failed</c> or <c>paused_limit</c>.</summary>
    [JsonPropertyName("error")]
    public EventError? Error { get; init; }

    /// <summary>The sum of the turn's model calls.</summary>
    [JsonPropertyName("usage")]
    public required Usage Usage { get; init; }
}
