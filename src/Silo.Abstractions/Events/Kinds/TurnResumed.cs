using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.resumed</c>: a new activation goes on with a turn that an earlier one left.</summary>
public sealed record TurnResumed : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.resumed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The steps that had started and were not recorded as ended.</summary>
    [JsonPropertyName("in_doubt")]
    public required IReadOnlyList<InDoubtStep> InDoubt { get; init; }
}
