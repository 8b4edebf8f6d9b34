using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>step.failed</c>: a code step threw, and is not tried again.</summary>
public sealed record StepFailed : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "step.failed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Why.</summary>
    [JsonPropertyName("error")]
    public required EventError Error { get; init; }
}
