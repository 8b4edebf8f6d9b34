using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>session.created</c>: the first event of every session.</summary>
public sealed record SessionCreated : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "session.created";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The agent's name.</summary>
    [JsonPropertyName("agent")]
    public required string Agent { get; init; }

    /// <summary>The version of the agent that this session keeps for life.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>The agent's definition, whole, so that a later edit of its file cannot change this session.</summary>
    [JsonPropertyName("definition")]
    public required JsonElement Definition { get; init; }

    /// <summary>What a person called the session.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>Up to 32 labels.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
