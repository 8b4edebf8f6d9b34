using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.cancel_requested</c>: The turn is to end: somebody asked, or a limit was reached.</summary>
public sealed record TurnCancelRequested : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.cancel_requested";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary><c>cancelled</c> (somebody asked), <c>turn_deadline</c>, <c>turn_steps_max</c> or <c>program_diverged</c>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
