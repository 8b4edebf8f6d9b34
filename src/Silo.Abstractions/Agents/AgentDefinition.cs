using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>A named, versioned agent: driver, model, prompt, tools, sandbox, limits. Immutable; a change is a new version.</summary>
public sealed record AgentDefinition
{
    /// <summary>The agent's name: 1 to 64 characters of <c>a-z 0-9 -</c>.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Its version; what the file says, or the first 12 hexadecimal digits of the file's SHA-256.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>One line for people.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>The driver that runs its turns: <c>model</c>, <c>scripted</c>, or one that a program registers.</summary>
    [JsonPropertyName("driver")]
    public required string Driver { get; init; }

    /// <summary>The model; null where the driver needs none.</summary>
    [JsonPropertyName("model")]
    public ModelSettings? Model { get; init; }

    /// <summary>The system prompt.</summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>The tools it may use.</summary>
    [JsonPropertyName("tools")]
    public IReadOnlyList<ToolSettings> Tools { get; init; } = [];

    /// <summary>The MCP servers whose tools it may use, beside <see cref="Tools"/>; null for none.</summary>
    [JsonPropertyName("mcp")]
    public IReadOnlyList<McpServerSettings>? Mcp { get; init; }

    /// <summary>Whether a name has the form of a tool of one of its MCP servers, which only the server can tell for sure.</summary>
    public bool IsMcpTool(string tool) => Mcp?.Any(s => tool.Length > s.Name.Length + 2 && tool.StartsWith(s.Name + "__", StringComparison.Ordinal)) is true;

    /// <summary>What its sandbox may use.</summary>
    [JsonPropertyName("sandbox")]
    public SandboxSettings Sandbox { get; init; } = new();

    /// <summary>Its limits.</summary>
    [JsonPropertyName("limits")]
    public AgentLimits Limits { get; init; } = new();

    /// <summary>How long an idle session stays live.</summary>
    /// <value>Default 5 minutes, 0 to 24 hours.</value>
    [JsonPropertyName("keep_alive")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session may lie idle before it is deleted whole; zero for never, null for what the host says.</summary>
    /// <value>Default null; else zero, or 1 hour to 3,650 days.</value>
    [JsonPropertyName("retention")]
    public TimeSpan? Retention { get; init; }

    /// <summary>What only its driver understands; validated by the driver.</summary>
    [JsonPropertyName("settings")]
    public JsonElement? Settings { get; init; }
}
