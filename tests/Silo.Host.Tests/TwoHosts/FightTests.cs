using System.Globalization;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Client.Transcripts;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.TwoHosts;

/// <summary>Two real hosts on one journal and one directory of workspaces, that take sessions away from each other in the middle of their turns.</summary>
[Collection(Alone.Name)]
public sealed class FightTests(ITestOutputHelper output)
{
    private static readonly TimeSpan FullFight = TimeSpan.FromSeconds(60);
    private static readonly string[] Agents = ["fight", "fight", "fight", "sweep", "mcp-sweep"];

    [Fact]
    public async Task Hosts_FightingOverSessions_LoseNothingAndRepeatNothing()
    {
        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var (count, turns) = full ? (50, int.MaxValue) : (10, 3);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var folder = new TestFolder();
        await using var pair = await HostPair.StartAsync(folder);
        var sessions = new List<FoughtSession>();
        for (var i = 0; i < count; i++)
        {
            var agent = Agents[i % Agents.Length];
            sessions.Add(new FoughtSession(pair, (await pair.Clients[i % 2].CreateAsync(agent)).Id, agent, seed + i));
        }

        var began = TimeProvider.System.GetTimestamp();
        var tookAll = Task.WhenAll(sessions.Select(s => s.FightAsync(sent => full ? TimeProvider.System.GetElapsedTime(began) < FullFight : sent < turns)));
        await tookAll.Within(full ? 600 : 180, "every turn to end");

        foreach (var session in sessions) await CheckAsync(session);
        var said = pair.Hosts[0].Output + pair.Hosts[1].Output;
        Assert.DoesNotContain("fail: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("crit: ", said, StringComparison.Ordinal);
        var taken = sessions.Sum(TakenOver);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sessions.Sum(s => s.Sent)} turns, {sessions.Sum(s => s.Events.Count)} events, {taken} times taken over, {sessions.Sum(s => s.Moves.All)} streams moved; {sessions.Sum(s => s.Events.Count(e => e.Data is TurnResumed))} turns went on elsewhere; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s"));
        Assert.True(taken > 0, "No session was ever taken over.");
        Assert.Contains(sessions, s => s.Moves.Addressed > 0);
    }

    private static int TakenOver(FoughtSession session)
    {
        var nodes = session.Events.Select(e => e.Data).OfType<SessionActivated>().Select(a => a.Node).ToList();
        return nodes.Zip(nodes.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    private static async Task CheckAsync(FoughtSession session)
    {
        // Both hosts say the same, without a gap, and it is what the reader had who followed.
        var records = new[] { await session.RecordAsync(0), await session.RecordAsync(1) };
        foreach (var recorded in records) Assert.Equal(Bytes(session.Seen), Bytes(recorded).Take(session.Seen.Events.Count));
        Assert.Equal(Enumerable.Range(1, session.Seen.Events.Count).Select(n => (long)n), session.Seen.Events.Select(e => e.Sequence));

        // Every prompt was taken once, and every turn ended once, well.
        var events = session.Events;
        Assert.Equal(session.Sent, events.Count(e => e.Data is TurnQueued));
        Assert.Equal(session.Sent, events.Where(e => e.Data is TurnEnded).Select(e => e.Turn).Distinct().Count());
        Assert.All(events.Select(e => e.Data).OfType<TurnEnded>(), e => Assert.Equal(StopReason.EndTurn, e.StopReason));

        // An older epoch never writes behind a newer one, and what has ended never begins again.
        Assert.Equal(events.Select(e => e.Epoch).Order(), events.Select(e => e.Epoch));
        foreach (var ended in events.Where(e => e.Data is MessageCompleted or ToolResultCompleted or StepCompleted))
            Assert.DoesNotContain(events, e => e.Step == ended.Step && e.Sequence > ended.Sequence);

        Assert.False(File.Exists(session.FileOf("overlaps")), "Two writers were in one workspace.");
        CheckEffects(session, events);
    }

    private static void CheckEffects(FoughtSession session, IReadOnlyList<SessionEvent> events)
    {
        var lines = Lines(session);
        var calls = events.Where(e => e.Data is ToolUseStarted).Select(e => (e.Step, Call: (ToolUseStarted)e.Data)).ToList();
        if (session.Agent == "mcp-sweep")
        {
            var effects = lines.Select(l => l.Split(' ')).ToList();
            foreach (var (_, call) in calls)
            {
                var ran = effects.Where(e => e[1] == call.Key).ToList();
                // Once may have been answered by a person who saw it done; never twice. The others again only with a newer epoch.
                Assert.InRange(ran.Count, 1, call.Effect == Effect.Once ? 1 : int.MaxValue);
                Assert.Equal(ran.Count, ran.Select(e => e[2]).Distinct().Count());
            }
        }
        else if (session.Agent == "fight")
        {
            // A call that was recorded as ended took effect once; one that was interrupted was reported, not repeated: at most once.
            foreach (var (step, call) in calls.Where(c => c.Call.Tool == "shell"))
            {
                var turn = events.Single(e => e.Step == step && e.Data is ToolUseStarted).Turn;
                var ok = events.Count(e => e.Turn == turn && e.Data is ToolResultCompleted { Tool: "shell", Status: ToolStatus.Ok });
                var interrupted = events.Count(e => e.Turn == turn && e.Data is ToolResultCompleted { Tool: "shell", Status: ToolStatus.Interrupted });
                var prompt = ((TextBlock)((TurnQueued)events.Single(e => e.Turn == turn && e.Data is TurnQueued).Data).Prompt[0]).Text;
                Assert.Equal(1, ok + interrupted);
                Assert.InRange(lines.Count(l => l == prompt), ok, 1);
            }
        }
        else
        {
            Assert.Equal(["one", "three"], lines);
        }
    }

    private static string[] Lines(FoughtSession session) => File.Exists(session.FileOf("effects.txt")) ? File.ReadAllLines(session.FileOf("effects.txt")) : [];

    private static IEnumerable<(long, string)> Bytes(Transcript transcript) => transcript.Events.Select(e => (e.Sequence, Convert.ToHexString(e.Utf8.Span)));
}
