using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>usage.recorded</c>: what one attempt of a model call cost, also when it was cut.</summary>
public sealed record UsageRecorded : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "usage.recorded";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The attempt.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary><c>completed</c>, <c>cut</c>, <c>cancelled</c> or <c>failed</c>.</summary>
    [JsonPropertyName("outcome")]
    public required string Outcome { get; init; }

    /// <summary>Tokens and money.</summary>
    [JsonPropertyName("usage")]
    public required Usage Usage { get; init; }
}
