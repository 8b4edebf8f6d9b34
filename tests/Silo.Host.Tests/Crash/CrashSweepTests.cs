using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events.Kinds;
using Xunit;

namespace Silo.Host.Tests.Crash;

/// <summary>A real host in a process of its own, killed with SIGKILL at every point: after a commit, after a delta, inside a tool run.</summary>
public sealed class CrashSweepTests(ITestOutputHelper output)
{
    private const int Sample = 40;

    [Fact]
    public async Task Host_KilledAtAnyPoint_GoesOnByItselfLosesNothingAndRepeatsNothing()
    {
        using var whole = await SweepRun.RunAsync(point: null);
        var all = Enum.GetValues<ProbePoint>().SelectMany(kind => Enumerable.Range(1, SweepCheck.Count(whole.Points, kind)).Select(k => new CrashPoint(kind, k))).ToList();
        Assert.True(whole.Events.Count(e => e.Data is MessageStarted or ToolUseStarted) >= 12, "The session has fewer than 12 steps.");
        Assert.True(SweepCheck.Count(whole.Points, ProbePoint.InsideTool) >= 3, "The session has fewer than 3 tool runs.");
        Assert.True(SweepCheck.Count(whole.Points, ProbePoint.AfterDelta) >= 60, "The session has fewer than 60 deltas.");

        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var swept = full ? all : Spread(all);
        var boughtTwice = 0;
        foreach (var point in swept)
        {
            using var run = await SweepRun.RunAsync(point);
            SweepCheck.Check(run, point);
            boughtTwice += SweepCheck.DeltasOfLostAttempts(run);
        }

        output.WriteLine(
            $"{swept.Count} of {all.Count} points swept (commits {SweepCheck.Count(whole.Points, ProbePoint.AfterCommit)}, deltas {SweepCheck.Count(whole.Points, ProbePoint.AfterDelta)}, "
            + $"tool runs {SweepCheck.Count(whole.Points, ProbePoint.InsideTool)}); model tokens bought twice: {boughtTwice}");
    }

    /// <summary>An even spread over all kinds, tool runs all.</summary>
    private static List<CrashPoint> Spread(List<CrashPoint> all)
    {
        var tools = all.Where(p => p.Kind == ProbePoint.InsideTool).ToList();
        var others = all.Except(tools).ToList();
        var wanted = Sample - tools.Count;
        return [.. Enumerable.Range(0, wanted).Select(i => others[(int)((long)i * (others.Count - 1) / (wanted - 1))]), .. tools];
    }
}
