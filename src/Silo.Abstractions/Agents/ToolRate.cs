using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>How often a session may call a tool: at most so many calls begin in any span of this length.</summary>
/// <param name="Calls">Most calls: 1 to 1,000.</param>
/// <param name="Interval">The span: 1 second to 24 hours.</param>
public sealed record ToolRate(
    [property: JsonPropertyName("calls")] int Calls,
    [property: JsonPropertyName("interval")] TimeSpan Interval);
