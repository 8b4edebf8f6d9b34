using System.Text.Json.Serialization;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>artifact.published</c>: a tool call handed something over to people. Its id is the event's sequence; it never changes.</summary>
public sealed record ArtifactPublished : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "artifact.published";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Its file name. An artifact of the same name as an earlier one is its next version.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>What it is, in a line for people.</summary>
    [JsonPropertyName("title")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    /// <summary>Its media type, as its maker says; hostile like the content.</summary>
    [JsonPropertyName("media_type")]
    public required string MediaType { get; init; }

    /// <summary>The workspace's file that it is a copy of.</summary>
    [JsonPropertyName("path")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>Where its bytes lie.</summary>
    [JsonPropertyName("content")]
    public required BlobRef Content { get; init; }
}
