using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>approval.requested</c>: the turn waits for a person.</summary>
public sealed record ApprovalRequested : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "approval.requested";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The approval's id.</summary>
    [JsonPropertyName("approval")]
    public required ApprovalId Approval { get; init; }

    /// <summary><c>policy</c> (the tool asks first), <c>in_doubt</c> (a <c>once</c> step may have run), <c>question</c> (the program asks) or <c>elicitation</c> (a running tool asks).</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>One line for the person.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The tool in question.</summary>
    [JsonPropertyName("tool")]
    public string? Tool { get; init; }

    /// <summary>The tool's input, or the question's schema.</summary>
    [JsonPropertyName("input")]
    public JsonElement? Input { get; init; }

    /// <summary>What can be decided: of <c>approve</c>, <c>reject</c>, <c>answer</c>.</summary>
    [JsonPropertyName("choices")]
    public required IReadOnlyList<string> Choices { get; init; }
}
