using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.cancel_requested</c>: somebody asked to cancel the turn.</summary>
public sealed record TurnCancelRequested : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.cancel_requested";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;
}
