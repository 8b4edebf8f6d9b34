using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.started</c>: the turn runs.</summary>
public sealed record TurnStarted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.started";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;
}
