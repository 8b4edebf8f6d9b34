using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
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
        var all = Enum.GetValues<ProbePoint>().SelectMany(kind => Enumerable.Range(1, Count(whole.Points, kind)).Select(k => new CrashPoint(kind, k))).ToList();
        Assert.True(whole.Events.Count(e => e.Data is MessageStarted or ToolUseStarted) >= 12, "The session has fewer than 12 steps.");
        Assert.True(Count(whole.Points, ProbePoint.InsideTool) >= 3, "The session has fewer than 3 tool runs.");
        Assert.True(Count(whole.Points, ProbePoint.AfterDelta) >= 60, "The session has fewer than 60 deltas.");

        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var swept = full ? all : Spread(all);
        var boughtTwice = 0;
        foreach (var point in swept)
        {
            using var run = await SweepRun.RunAsync(point);
            Check(run, point);
            boughtTwice += DeltasOfLostAttempts(run);
        }

        output.WriteLine(
            $"{swept.Count} of {all.Count} points swept (commits {Count(whole.Points, ProbePoint.AfterCommit)}, deltas {Count(whole.Points, ProbePoint.AfterDelta)}, "
            + $"tool runs {Count(whole.Points, ProbePoint.InsideTool)}); model tokens bought twice: {boughtTwice}");
    }

    private static void Check(SweepRun run, CrashPoint point)
    {
        Assert.True(run.Points.Contains('X'), $"{point} was not reached.");
        // What the client that kept its cursor has is what the journal has, byte for byte.
        Assert.Equal(run.Recorded.Events.Select(e => (e.Sequence, Convert.ToHexString(e.Utf8.Span))), run.Seen.Events.Select(e => (e.Sequence, Convert.ToHexString(e.Utf8.Span))));
        Assert.False(run.Seen.HasOpen);
        var events = run.Events;
        Assert.Single(events, e => e.Data is TurnQueued);
        Assert.Equal(StopReason.EndTurn, ((TurnEnded)events.Single(e => e.Data is TurnEnded).Data).StopReason);

        // Every effect is there once; the commands that made it look before they act, because they may be told to go again.
        Assert.Equal("one\nthree\n", run.EffectLines);

        // Counted outside of Silo, by the file of points: each run of a tool that took effect belongs to a call of its own, and at most
        // those that were interrupted took effect without being recorded as ended.
        var results = events.Select(e => e.Data).OfType<ToolResultCompleted>().Where(r => r.Tool is "shell" or "write_file").ToList();
        var interrupted = results.Count(r => r.Status == ToolStatus.Interrupted);
        Assert.InRange(Count(run.Points, ProbePoint.InsideTool), results.Count - interrupted, results.Count);

        // Nothing that was recorded as ended starts again.
        foreach (var ended in events.Where(e => e.Data is MessageCompleted or ToolResultCompleted or StepCompleted))
            Assert.DoesNotContain(events, e => e.Step == ended.Step && e.Sequence > ended.Sequence);

        // Steps in doubt are resolved as declared.
        foreach (var doubt in events.Select(e => e.Data).OfType<TurnResumed>().SelectMany(r => r.InDoubt))
        {
            var after = events.Where(e => e.Step == doubt.Step).Select(e => e.Data).ToList();
            if (doubt.Effect == Effect.Workspace) Assert.Contains(after, d => d is ToolResultCompleted { Status: ToolStatus.Interrupted });
            else if (doubt.Effect is null) Assert.Contains(after, d => d is MessageReset { Reason: "restarted" });
            else Assert.Contains(after, d => d is ToolUseReset { Reason: "restarted" });
        }
    }

    /// <summary>Pieces of attempts that a kill made void: what a real model would have been paid for twice.</summary>
    private static int DeltasOfLostAttempts(SweepRun run)
    {
        var beforeKill = run.Points[..run.Points.IndexOf('X')];
        var lastCommit = beforeKill.LastIndexOf('C');
        return run.Events.Any(e => e.Data is MessageReset) ? beforeKill[(lastCommit + 1)..].Count(c => c == 'D') : 0;
    }

    private static int Count(string points, ProbePoint kind) => points.Count(c => c == KillingProbe.Letter(kind));

    /// <summary>An even spread over all kinds, tool runs all.</summary>
    private static List<CrashPoint> Spread(List<CrashPoint> all)
    {
        var tools = all.Where(p => p.Kind == ProbePoint.InsideTool).ToList();
        var others = all.Except(tools).ToList();
        var wanted = Sample - tools.Count;
        return [.. Enumerable.Range(0, wanted).Select(i => others[(int)((long)i * (others.Count - 1) / (wanted - 1))]), .. tools];
    }
}
