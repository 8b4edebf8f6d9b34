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
using Silo.TestServers.Postgres;

namespace Silo.Load.DurableTurns;

/// <summary>W1 on Silo: from the directory's prompt call to the reader's end of turn, all own commits included.</summary>
internal static class SiloTurns
{
    public static async Task<TurnRate> MeasureAsync(string directory, PostgresServer? postgres, int sessions, TimeSpan window, CancellationToken cancellationToken)
    {
        var times = new ConcurrentBag<double[]>();
        await using var node = await InProcessNode.StartAsync(directory, postgres?.ConnectionString, Driver(times));
        var keys = new List<SessionKey>();
        for (var i = 0; i < sessions; i++)
            keys.Add(((CreateSessionResult.Created)await node.Directory.CreateAsync(new CreateSessionCommand { Tenant = TenantId.Default, Agent = Agent }, cancellationToken)).Row.Key);
        // Activation is W4's subject, and what the runtime compiles at first nobody's: a while of turns goes by uncounted.
        var cursors = keys.Select(k => Cursor.Start(k.Session)).ToArray();
        await RunAsync(node, keys, cursors, DurableTurnWorkload.WarmUp, cancellationToken);
        times.Clear();
        var cpu = CpuUse.Begin(postgres);
        var turns = await RunAsync(node, keys, cursors, window, cancellationToken);
        var (host, server) = cpu.EndPer1000(turns.Sum());
        var steps = times.SelectMany(t => t).ToList();
        steps.Sort();
        return new TurnRate(turns.Sum() / window.TotalSeconds, steps, turns.Min()) { HostCpuSeconds = host, ServerCpuSeconds = server };
    }

    /// <summary>Lets every session do turn after turn until a window is over.</summary>
    /// <returns>Turns that each session ended within it.</returns>
    private static Task<int[]> RunAsync(InProcessNode node, List<SessionKey> keys, Cursor[] cursors, TimeSpan window, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        return Task.WhenAll(keys.Select(async (key, index) =>
        {
            for (var count = 0; ; count++)
            {
                cursors[index] = await TurnAsync(node, key, cursors[index], cancellationToken);
                if (Stopwatch.GetElapsedTime(start) >= window) return count;
            }
        }));
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
