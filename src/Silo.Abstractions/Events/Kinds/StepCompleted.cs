using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>step.completed</c>: a code step ended.</summary>
public sealed record StepCompleted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "step.completed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>What it returned; null when it lies in <c>content</c>.</summary>
    [JsonPropertyName("output")]
    public JsonElement? Output { get; init; }

    /// <summary>Where a larger output lies.</summary>
    [JsonPropertyName("content")]
    public BlobRef? Content { get; init; }
}
