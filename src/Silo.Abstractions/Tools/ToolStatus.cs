using System.Text.Json.Serialization;

namespace Silo.Abstractions.Tools;

/// <summary>How a tool call ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolStatus>))]
public enum ToolStatus
{
    /// <summary>It did what it says.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It ran and failed; the content says how.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>Its process went away in the middle; it may have partly run.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>It was not run: a rule, a person, or a missing sandbox refused it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The turn was cancelled while it ran.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>It ran longer than its own limit and was ended.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,
}
