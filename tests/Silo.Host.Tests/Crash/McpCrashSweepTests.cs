using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Client.Approvals;
using Xunit;

namespace Silo.Host.Tests.Crash;

/// <summary>A real host killed while an MCP server in a real sandbox works for it: a tool of each effect, counted by the server itself.</summary>
public sealed class McpCrashSweepTests(ITestOutputHelper output)
{
    private const int OtherPoints = 2;

    [Fact]
    public async Task Host_KilledAroundMcpCalls_ResolvesEachByItsEffect()
    {
        using var whole = await SweepRun.RunAsync(point: null, "mcp-sweep", Person);
        Check(whole, point: null);
        var tools = Points(whole, ProbePoint.InsideTool);
        Assert.Equal(3, tools.Count);
        var others = Points(whole, ProbePoint.AfterCommit).Concat(Points(whole, ProbePoint.AfterDelta)).ToList();
        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var swept = full ? [.. tools, .. others] : tools.Concat(Enumerable.Range(1, OtherPoints).Select(i => others[i * (others.Count - 1) / (OtherPoints + 1)])).ToList();
        var asked = 0;
        foreach (var point in swept)
        {
            using var run = await SweepRun.RunAsync(point, "mcp-sweep", Person);
            Check(run, point);
            asked += run.Events.Count(e => e.Data is ApprovalRequested);
        }

        output.WriteLine($"{swept.Count} of {tools.Count + others.Count} points swept; a person was asked {asked} times.");
        Assert.True(asked > 0, "No kill left the once tool in doubt.");
    }

    // Whoever is asked looks whether it happened, as the question says.
    private static DecideApprovalOptions Person(ApprovalRequested approval, string effects) => effects.Contains("send ", StringComparison.Ordinal)
        ? new DecideApprovalOptions { Decision = "answer", Answer = "done" }
        : new DecideApprovalOptions { Decision = "approve" };

    private static void Check(SweepRun run, CrashPoint? point)
    {
        Assert.True(point is null || run.Points.Contains('X'), $"{point} was not reached.");
        Assert.Equal(run.Recorded.Events.Select(e => (e.Sequence, Convert.ToHexString(e.Utf8.Span))), run.Seen.Events.Select(e => (e.Sequence, Convert.ToHexString(e.Utf8.Span))));
        var events = run.Events;
        Assert.Equal(StopReason.EndTurn, ((TurnEnded)events.Single(e => e.Data is TurnEnded).Data).StopReason);
        var results = events.Select(e => e.Data).OfType<ToolResultCompleted>().ToList();
        Assert.Equal(["srv__look", "srv__put", "srv__send"], results.Select(r => r.Tool));
        Assert.All(results, r => Assert.Equal((ToolStatus.Ok, "done"), (r.Status, ((TextBlock)r.Content[0]).Text)));

        // Counted by the server: at least once each, more than once only with the same key and a newer epoch, and what may not run twice never.
        var effects = run.EffectLines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToList();
        foreach (var started in events.Where(e => e.Data is ToolUseStarted))
        {
            var call = (ToolUseStarted)started.Data;
            var ran = effects.Where(e => "srv__" + e[0] == call.Tool).ToList();
            Assert.InRange(ran.Count, 1, call.Effect == Effect.Once ? 1 : 2);
            Assert.All(ran, e => Assert.Equal(call.Key, e[1]));
            Assert.Equal(ran.Count, ran.Select(e => e[2]).Distinct().Count());
        }

        foreach (var doubt in events.Select(e => e.Data).OfType<TurnResumed>().SelectMany(r => r.InDoubt).Where(d => d.Effect is not null))
        {
            var after = events.Where(e => e.Step == doubt.Step).Select(e => e.Data).ToList();
            if (doubt.Effect == Effect.Once) Assert.Contains(after, d => d is ApprovalRequested { Reason: "in_doubt" });
            else Assert.Contains(after, d => d is ToolUseReset { Reason: "restarted" });
        }
    }

    private static List<CrashPoint> Points(SweepRun run, ProbePoint kind) =>
        [.. Enumerable.Range(1, run.Points.Count(c => c == KillingProbe.Letter(kind))).Select(k => new CrashPoint(kind, k))];
}
