using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Agents;

/// <summary>An MCP server whose tools an agent may use: a program in the session's sandbox, or a server that the host calls over HTTP.</summary>
public sealed record McpServerSettings
{
    /// <summary>Its name, the first part of its tools' names: 1 to 24 characters of <c>a-z 0-9 -</c>.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Program and arguments, run inside the session's sandbox; null for a server over HTTP.</summary>
    [JsonPropertyName("command")]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Variables of that program. They stand in the session's events: no secrets.</summary>
    [JsonPropertyName("env")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The address of its streamable HTTP endpoint; null for a program.</summary>
    [JsonPropertyName("url")]
    public Uri? Url { get; init; }

    /// <summary>HTTP headers: to each the name of the host's environment variable that holds its whole value. The value is in no event and no log.</summary>
    [JsonPropertyName("headers")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Whether its name may lead to a private, loopback or link-local address.</summary>
    /// <value>Default false.</value>
    [JsonPropertyName("private_addresses")]
    public bool PrivateAddresses { get; init; }

    /// <summary>The protocol revision to speak, such as <c>2025-06-18</c>; null for the newest that both ends know.</summary>
    [JsonPropertyName("revision")]
    public string? Revision { get; init; }

    /// <summary>Which of its tools are offered, by their names at the server; <c>*</c> stands for any characters. Null for all.</summary>
    [JsonPropertyName("allow")]
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Which of its tools are not offered, whatever <see cref="Allow"/> says.</summary>
    [JsonPropertyName("deny")]
    public IReadOnlyList<string>? Deny { get; init; }

    /// <summary>The effect of all its tools, whatever their annotations say; an entry of the agent's <c>tools</c> says more for one.</summary>
    [JsonPropertyName("effect")]
    public Effect? Effect { get; init; }

    /// <summary>How long its start may take, up to the list of its tools.</summary>
    /// <value>Default 30 seconds, 1 second to 10 minutes.</value>
    [JsonPropertyName("start_timeout")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call may take; an entry of the agent's <c>tools</c> says more for one.</summary>
    /// <value>Default 2 minutes, 1 second to 24 hours.</value>
    [JsonPropertyName("timeout")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bytes of one message of it; a longer one ends its connection.</summary>
    /// <value>Default 4 MiB, 64 KiB to 64 MiB.</value>
    [JsonPropertyName("message_bytes_max")]
    public int MessageBytesMax { get; init; } = 4 << 20;

    /// <summary>Most bytes of text of one result; what is beyond is left out, with a notice.</summary>
    /// <value>Default 256 KiB, 1 KiB to 16 MiB.</value>
    [JsonPropertyName("output_bytes_max")]
    public int OutputBytesMax { get; init; } = 256 << 10;
}
