using System.Text.Json.Serialization;

namespace Silo.Load.Running;

/// <summary>What one case of a workload measured, beside the ceiling measured in the same run.</summary>
public sealed record CaseResult
{
    [JsonPropertyName("workload")]
    public required string Workload { get; init; }

    [JsonPropertyName("case")]
    public required string Case { get; init; }

    [JsonPropertyName("figures")]
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    [JsonPropertyName("ceiling")]
    public IReadOnlyDictionary<string, double>? Ceiling { get; init; }

    /// <summary>The case's main figure over its ceiling's.</summary>
    [JsonPropertyName("ratio")]
    public double? Ratio { get; init; }
}
