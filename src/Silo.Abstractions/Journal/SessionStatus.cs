using System.Text.Json.Serialization;

namespace Silo.Abstractions.Journal;

/// <summary>What a session is doing, as lists and filters show it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionStatus>))]
public enum SessionStatus
{
    /// <summary>No turn runs or waits.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>A turn runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>A turn waits: for a person, for a provider.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,
}
