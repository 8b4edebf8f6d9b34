namespace Silo.Load.Running;

/// <summary>Percentiles by the nearest rank.</summary>
public static class Percentiles
{
    /// <summary>The value below which a share of all lies; 0 for none.</summary>
    /// <param name="sorted">The values, ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>The medians of each figure over several runs of a case.</summary>
    public static CaseResult Median(IReadOnlyList<CaseResult> runs) => runs[0] with
    {
        Figures = Median([.. runs.Select(r => r.Figures)]),
        Ceiling = runs[0].Ceiling is null ? null : Median([.. runs.Select(r => r.Ceiling!)]),
        Ratio = runs[0].Ratio is null ? null : Middle([.. runs.Select(r => r.Ratio!.Value)]),
    };

    private static Dictionary<string, double> Median(IReadOnlyList<IReadOnlyDictionary<string, double>> runs) =>
        runs[0].Keys.ToDictionary(k => k, k => Middle([.. runs.Select(r => r[k])]));

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        return At(values, 0.5);
    }
}
