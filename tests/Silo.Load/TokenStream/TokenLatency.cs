namespace Silo.Load.TokenStream;

/// <summary>How tokens arrived.</summary>
/// <param name="P50Ms">Median of produced to received.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="PerSecond">Tokens received per second while the streams ran.</param>
/// <param name="CpuSecondsPerMillion">CPU seconds of server and client for a million tokens.</param>
internal sealed record TokenLatency(double P50Ms, double P99Ms, double PerSecond, double CpuSecondsPerMillion)
{
    public IReadOnlyDictionary<string, double> Figures() => new Dictionary<string, double>
    {
        ["p50_ms"] = Math.Round(P50Ms, 2),
        ["p99_ms"] = Math.Round(P99Ms, 2),
        ["tokens_per_s"] = Math.Round(PerSecond),
        ["cpu_s_per_million_tokens"] = Math.Round(CpuSecondsPerMillion, 1),
    };
}
