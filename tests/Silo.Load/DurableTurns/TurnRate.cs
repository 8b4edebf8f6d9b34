using Silo.Load.Running;

namespace Silo.Load.DurableTurns;

/// <summary>How fast turns went.</summary>
/// <param name="TurnsPerSecond">Turns that ended in the window, per second.</param>
/// <param name="StepsMs">How long each step took, ascending.</param>
/// <param name="SlowestSessionTurns">Turns of the session that got the fewest; 0 would mean that one starved.</param>
internal sealed record TurnRate(double TurnsPerSecond, IReadOnlyList<double> StepsMs, int SlowestSessionTurns)
{
    /// <summary>Processor time of this process per 1,000 turns; null where it was not measured.</summary>
    public double? HostCpuSeconds { get; init; }

    /// <summary>Processor time of the database server per 1,000 turns; null where there is none.</summary>
    public double? ServerCpuSeconds { get; init; }

    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = new Dictionary<string, double>
        {
            ["turns_per_s"] = Math.Round(TurnsPerSecond, 1),
            ["step_p50_ms"] = Math.Round(Percentiles.At(StepsMs, 0.5), 3),
            ["step_p99_ms"] = Math.Round(Percentiles.At(StepsMs, 0.99), 3),
            ["fewest_turns_of_a_session"] = SlowestSessionTurns,
        };
        if (HostCpuSeconds is { } host) figures["host_cpu_s_per_1000_turns"] = Math.Round(host, 2);
        if (ServerCpuSeconds is { } server) figures["server_cpu_s_per_1000_turns"] = Math.Round(server, 2);
        return figures;
    }
}
