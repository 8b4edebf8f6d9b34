using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Agents;

/// <summary>How an agent may use one tool.</summary>
public sealed record ToolSettings
{
    /// <summary>The tool's name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Overrides the tool's own effect; null keeps it.</summary>
    [JsonPropertyName("effect")]
    public Effect? Effect { get; init; }

    /// <summary>Whether a person is asked before each call.</summary>
    /// <value>Default false.</value>
    [JsonPropertyName("approval")]
    public bool Approval { get; init; }

    /// <summary>How long one call may take; null for the tool's own limit.</summary>
    [JsonPropertyName("timeout")]
    public TimeSpan? Timeout { get; init; }
}
