using System.Text.Json.Serialization;

namespace Silo.Abstractions.Journal;

/// <summary>Where a turn's ticket stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TurnState>))]
public enum TurnState
{
    /// <summary>Waiting for its session.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Taken: <c>turn.started</c> stands in the same commit.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Over.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
