using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>How long a sandbox lives.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxMode>))]
public enum SandboxMode
{
    /// <summary>One for the session: what its commands leave in /tmp and /home/agent is there for the next one.</summary>
    [JsonStringEnumMemberName("session")]
    Session,

    /// <summary>A fresh one for every tool call, destroyed after it: only the workspace lasts.</summary>
    [JsonStringEnumMemberName("call")]
    Call,
}
