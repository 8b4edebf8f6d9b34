using System.Collections.Concurrent;
using System.Diagnostics;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Agents.Programs;
using Silo.Load.Running;

namespace Silo.Load.DurableTurns;

/// <summary>W1 on Silo: from the directory's prompt call to the reader's end of turn, all own commits included.</summary>
internal static class SiloTurns
{
    public static async Task<TurnRate> MeasureAsync(string directory, int sessions, TimeSpan window, CancellationToken cancellationToken)
    {
        var times = new ConcurrentBag<double[]>();
        await using var node = await InProcessNode.StartAsync(directory, Driver(times));
        var keys = new List<SessionKey>();
        for (var i = 0; i < sessions; i++)
            keys.Add(((CreateSessionResult.Created)await node.Directory.CreateAsync(new CreateSessionCommand { Tenant = TenantId.Default, Agent = Agent }, cancellationToken)).Row.Key);
        // One turn each beforehand: activation is W4's subject.
        await Task.WhenAll(keys.Select(k => TurnAsync(node, k, Cursor.Start(k.Session), cancellationToken)));
        times.Clear();

        var start = Stopwatch.GetTimestamp();
        var turns = await Task.WhenAll(keys.Select(async key =>
        {
            var (count, cursor) = (0, Cursor.Start(key.Session));
            while (true)
            {
                cursor = await TurnAsync(node, key, cursor, cancellationToken);
                if (Stopwatch.GetElapsedTime(start) >= window) return count;
                count++;
            }
        }));
        var steps = times.SelectMany(t => t).ToList();
        steps.Sort();
        return new TurnRate(turns.Sum() / window.TotalSeconds, steps, turns.Min());
    }

    private static AgentDefinition Agent { get; } = new() { Name = "w1", Version = "1", Driver = "w1", KeepAlive = TimeSpan.FromHours(1) };

    private static ProgramDriver Driver(ConcurrentBag<double[]> times) => new("w1", async (turn, _) =>
    {
        var taken = new double[DurableTurnWorkload.Steps];
        for (var i = 0; i < DurableTurnWorkload.Steps; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await turn.StepAsync("step", Effect.Idempotent, LoadJson.Default.String, static (_, _) => Payload);
            taken[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        }

        times.Add(taken);
        return new TurnOutcome(StopReason.EndTurn);
    });

    private static Task<string> Payload { get; } = Task.FromResult(new string('x', DurableTurnWorkload.StepBytes));

    private static async Task<Cursor> TurnAsync(InProcessNode node, SessionKey key, Cursor cursor, CancellationToken cancellationToken)
    {
        var prompt = new PromptCommand { Session = key, Prompt = [new TextBlock("go")] };
        if (await node.Directory.PromptAsync(prompt, cancellationToken) is not PromptResult.Accepted accepted) throw new InvalidOperationException("A prompt was refused.");
        // The end that comes after our prompt is our turn's: nobody else prompts this session.
        await foreach (var item in node.Feed.ReadAsync(key, cursor, new FeedOptions(), cancellationToken))
            if (item is FeedItem.Event e && e.Stored.Kind == TurnEnded.KindName && e.Stored.Sequence > accepted.Sequence) return e.After;
        throw new InvalidOperationException("The feed ended before the turn did.");
    }
}
