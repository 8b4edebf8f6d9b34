using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Xunit;

namespace Silo.Host.Tests.Crash;

/// <summary>What must hold of a session whose host died, wherever it died and whatever holds its journal.</summary>
internal static class SweepCheck
{
    internal static void Check(SweepRun run, CrashPoint point)
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
        var results = events.Select(e => e.Data).OfType<ToolResultCompleted>().Where(r => r.Tool is "shell" or "write_file" or "publish_artifact").ToList();
        var interrupted = results.Count(r => r.Status == ToolStatus.Interrupted);

        // A publishing that was cut runs again, and publishes once.
        var artifact = events.Single(e => e.Data is ArtifactPublished);
        Assert.Equal(("two.txt", 3), (((ArtifactPublished)artifact.Data).Name, ((ArtifactPublished)artifact.Data).Content.Size));
        Assert.Equal("two", run.Artifact);
        var again = events.Count(e => e.Step == artifact.Step && e.Data is ToolUseReset);
        Assert.InRange(Count(run.Points, ProbePoint.InsideTool), results.Count - interrupted, results.Count + again);

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
    internal static int DeltasOfLostAttempts(SweepRun run)
    {
        var beforeKill = run.Points[..run.Points.IndexOf('X')];
        var lastCommit = beforeKill.LastIndexOf('C');
        return run.Events.Any(e => e.Data is MessageReset) ? beforeKill[(lastCommit + 1)..].Count(c => c == 'D') : 0;
    }

    internal static int Count(string points, ProbePoint kind) => points.Count(c => c == KillingProbe.Letter(kind));
}
