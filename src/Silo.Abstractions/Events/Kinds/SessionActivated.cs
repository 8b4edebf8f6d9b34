using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>session.activated</c>: a node took the session; its epoch is in the envelope.</summary>
public sealed record SessionActivated : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "session.activated";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The node's id.</summary>
    [JsonPropertyName("node")]
    public required string Node { get; init; }

    /// <summary>The id of this start of the node's process.</summary>
    [JsonPropertyName("start")]
    public required string Start { get; init; }

    /// <summary><c>demand</c> (a command came) or <c>resume</c> (the node started again).</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
