using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>state.waiting</c>: the turn waits, and says for what.</summary>
public sealed record StateWaiting : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "state.waiting";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Such as <c>rate_limited</c>, <c>overloaded</c>, <c>unreachable</c>, <c>approval</c>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>One sentence.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>The attempt that failed; 0 when none did.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>When it goes on by itself; null when it waits for something else.</summary>
    [JsonPropertyName("retry_at")]
    public DateTimeOffset? RetryAt { get; init; }
}
