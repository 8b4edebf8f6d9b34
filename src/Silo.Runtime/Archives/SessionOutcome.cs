using System.Text.Json.Serialization;

namespace Silo.Runtime.Archives;

/// <summary>What became of a session in an export or an import.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionOutcome>))]
public enum SessionOutcome
{
    /// <summary>It was put into the journal, or with a dry run could be.</summary>
    [JsonStringEnumMemberName("imported")]
    Imported,

    /// <summary>It is there already, event for event.</summary>
    [JsonStringEnumMemberName("equal")]
    Equal,

    /// <summary>It is there already, and has gone on from where the copy ends.</summary>
    [JsonStringEnumMemberName("moved_on")]
    MovedOn,

    /// <summary>It was not put in, or not exported.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It was exported while it was being worked on.</summary>
    [JsonStringEnumMemberName("busy")]
    Busy,
}
