using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>state.running</c>: what the turn waited for has come.</summary>
public sealed record StateRunning : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "state.running";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;
}
