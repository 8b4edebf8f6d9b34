using System.Text.Json.Serialization;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>approval.resolved</c>: a person, or the end of the turn, decided.</summary>
public sealed record ApprovalResolved : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "approval.resolved";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The approval's id.</summary>
    [JsonPropertyName("approval")]
    public required ApprovalId Approval { get; init; }

    /// <summary><c>approve</c>, <c>reject</c>, <c>answer</c> or <c>withdrawn</c> (the turn ended first).</summary>
    [JsonPropertyName("decision")]
    public required string Decision { get; init; }

    /// <summary>What the person said.</summary>
    [JsonPropertyName("answer")]
    public string? Answer { get; init; }

    /// <summary>Who decided.</summary>
    [JsonPropertyName("by")]
    public required string By { get; init; }
}
