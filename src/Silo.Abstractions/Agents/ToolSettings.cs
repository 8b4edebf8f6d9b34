using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Agents;

/// <summary>How an agent may use one tool, or every tool whose name fits a pattern.</summary>
public sealed record ToolSettings
{
    /// <summary>The tool's name, or a pattern of names (<see cref="Wildcard"/>) that gives no tool but says how those of other sources may be used.</summary>
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

    /// <summary>When given, a call is refused unless it fits one of these.</summary>
    [JsonPropertyName("allow")]
    public IReadOnlyList<ToolRule>? Allow { get; init; }

    /// <summary>A call that fits one of these is refused, whatever <see cref="Allow"/> says.</summary>
    [JsonPropertyName("deny")]
    public IReadOnlyList<ToolRule>? Deny { get; init; }

    /// <summary>How often it may be called in one session; null for no limit. One entry's calls count together.</summary>
    [JsonPropertyName("rate")]
    public ToolRate? Rate { get; init; }

    /// <summary>How many calls may run at once in one session, others wait; null for the agent's limit alone. One entry's calls count together.</summary>
    /// <value>1 to 64.</value>
    [JsonPropertyName("concurrency")]
    public int? Concurrency { get; init; }

    /// <summary>Whether every call is refused, so that the tool need not be offered.</summary>
    [JsonIgnore]
    public bool IsDenied => Deny?.Any(r => r.Argument is null) ?? false;

    /// <summary>The settings of a tool: the entry with its name, else the first whose pattern fits; null for none.</summary>
    public static ToolSettings? Of(IReadOnlyList<ToolSettings> entries, string tool) =>
        entries.FirstOrDefault(e => e.Name == tool) ?? entries.FirstOrDefault(e => Wildcard.IsPattern(e.Name) && Wildcard.Fits(e.Name, tool));
}
