using Silo.Load.Running;

namespace Silo.Load.DurableTurns;

/// <summary>How fast turns went.</summary>
/// <param name="TurnsPerSecond">Turns that ended in the window, per second.</param>
/// <param name="StepsMs">How long each step took, ascending.</param>
/// <param name="SlowestSessionTurns">Turns of the session that got the fewest; 0 would mean that one starved.</param>
internal sealed record TurnRate(double TurnsPerSecond, IReadOnlyList<double> StepsMs, int SlowestSessionTurns)
{
    public IReadOnlyDictionary<string, double> Figures() => new Dictionary<string, double>
    {
        ["turns_per_s"] = Math.Round(TurnsPerSecond, 1),
        ["step_p50_ms"] = Math.Round(Percentiles.At(StepsMs, 0.5), 3),
        ["step_p99_ms"] = Math.Round(Percentiles.At(StepsMs, 0.99), 3),
        ["fewest_turns_of_a_session"] = SlowestSessionTurns,
    };
}
