using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Agents.Programs;
using Silo.Load.Running;

namespace Silo.Load.CrashRecovery;

/// <summary>The node of W2, in a process of its own: started once to be killed, and once to go on.</summary>
internal static class RecoveryNode
{
    public const string Verb = "recovery-node";
    public const string HalfWay = "half-way";
    public const string Done = "done";

    /// <summary>The environment variable that says how to reach PostgreSQL; without it the journal is SQLite.</summary>
    public const string ServerVariable = "SILO_LOAD_POSTGRES";

    private const int Sessions = 200;
    private const int Steps = 20;
    private static readonly TimeSpan StepWork = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string data, string effects, string mode)
    {
        // Every run of a step's work leaves a line outside of Silo before anything is recorded of it.
        await using var log = new FileStream(effects, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var done = 0;

        // On a busy machine the first turns would be half-way before the last sessions are there.
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (mode != "start") together.SetResult();
        await using var node = await InProcessNode.StartAsync(data, Environment.GetEnvironmentVariable(ServerVariable), new ProgramDriver("w2", async (turn, token) =>
        {
            await together.Task.WaitAsync(token);
            for (var i = 0; i < Steps; i++)
            {
                await turn.StepAsync("step", Effect.Idempotent, LoadJson.Default.String, async (attempt, stop) =>
                {
                    await Task.Delay(StepWork, stop);
                    lock (log) log.Write(Encoding.ASCII.GetBytes(attempt.Key + "\n"));
                    if (Interlocked.Increment(ref done) == Sessions * Steps / 2 && mode == "start") System.Console.WriteLine(HalfWay);
                    return "x";
                });
            }

            return new TurnOutcome(StopReason.EndTurn);
        }));
        if (mode == "start")
        {
            await StartAsync(node);
            together.SetResult();
        }
        else
        {
            System.Console.WriteLine($"{Done} {await ReadBackAsync(node, effects)}");
        }

        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task StartAsync(InProcessNode node)
    {
        var agent = new AgentDefinition { Name = "w2", Version = "1", Driver = "w2" };
        await Parallel.ForAsync(0, Sessions, async (_, token) =>
        {
            var created = (CreateSessionResult.Created)await node.Directory.CreateAsync(new CreateSessionCommand { Tenant = TenantId.Default, Agent = agent }, token);
            await node.Directory.PromptAsync(new PromptCommand { Session = created.Row.Key, Prompt = [new TextBlock("go")] }, token);
        });
    }

    /// <summary>Waits for all turns, then reads all events: steps lost, finished steps that ran again, steps in doubt.</summary>
    private static async Task<string> ReadBackAsync(InProcessNode node, string effects)
    {
        var sessions = await node.Catalog.ListAsync(new SessionQuery { Tenant = TenantId.Default, Limit = Sessions }, CancellationToken.None);
        var events = new ConcurrentDictionary<SessionKey, List<SessionEvent>>();
        await Parallel.ForEachAsync(sessions, new ParallelOptions { MaxDegreeOfParallelism = Sessions }, async (row, token) =>
        {
            var seen = events[row.Key] = [];
            await foreach (var item in node.Feed.ReadAsync(row.Key, Abstractions.Streams.Cursor.Start(row.Key.Session), new Abstractions.Streams.FeedOptions(), token))
            {
                if (item is not Abstractions.Streams.FeedItem.Event e) continue;
                seen.Add(EventCodec.Decode(e.Stored));
                if (e.Stored.Kind == TurnEnded.KindName) return;
            }
        });
        var runs = File.ReadLines(effects).GroupBy(k => k).ToDictionary(g => g.Key, g => g.Count());
        var all = events.Values.SelectMany(e => e).ToList();
        var completed = all.Count(e => e.Data is StepCompleted);
        var inDoubt = all.Select(e => e.Data).OfType<TurnResumed>().Sum(r => r.InDoubt.Count);
        // A step may run as often as it was begun: once, and once more for each reset while it was in doubt.
        var begun = all.Where(e => e.Data is StepStarted or StepReset).GroupBy(e => $"{e.Key.Session}/{e.Step}").ToDictionary(g => g.Key, g => g.Count());
        var twice = runs.Count(r => r.Value > begun.GetValueOrDefault(r.Key));
        return string.Create(CultureInfo.InvariantCulture, $"{(Sessions * Steps) - completed} {twice} {inDoubt}");
    }
}
