using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>session.deactivated</c>: the session's actor ended in good order.</summary>
public sealed record SessionDeactivated : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "session.deactivated";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary><c>idle</c>, <c>shutdown</c> or <c>deleted</c>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
