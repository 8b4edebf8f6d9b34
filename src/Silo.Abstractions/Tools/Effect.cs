using System.Text.Json.Serialization;

namespace Silo.Abstractions.Tools;

/// <summary>What a tool promises about running again after its process went away in the middle (promise 3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Effect>))]
public enum Effect
{
    /// <summary>Changes nothing: runs again.</summary>
    [JsonStringEnumMemberName("pure")]
    Pure,

    /// <summary>Takes a key and acts once per key: runs again with the same key.</summary>
    [JsonStringEnumMemberName("idempotent")]
    Idempotent,

    /// <summary>Touches only the session's files: the model is told that it was interrupted and may have partly run.</summary>
    [JsonStringEnumMemberName("workspace")]
    Workspace,

    /// <summary>Can tell whether it ran: it is asked.</summary>
    [JsonStringEnumMemberName("verify")]
    Verify,

    /// <summary>Must not run twice and cannot tell: a person decides.</summary>
    [JsonStringEnumMemberName("once")]
    Once,

    /// <summary>Can be undone: its compensation runs.</summary>
    [JsonStringEnumMemberName("compensated")]
    Compensated,
}
