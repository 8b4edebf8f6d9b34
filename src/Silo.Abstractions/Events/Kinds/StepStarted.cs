using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>step.started</c>: a code step starts; its sequence is the step.</summary>
public sealed record StepStarted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "step.started";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The step's name in its program.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }
}
