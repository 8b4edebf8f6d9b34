using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>step.reset</c>: a code step in doubt runs again.</summary>
public sealed record StepReset : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "step.reset";

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
