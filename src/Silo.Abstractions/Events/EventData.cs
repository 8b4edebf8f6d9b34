using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>What an event says, apart from its envelope. One sealed record per kind; see docs/protocol/events.md.</summary>
public abstract record EventData
{
    /// <summary>The event's kind, such as <c>turn.started</c>.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }
}
