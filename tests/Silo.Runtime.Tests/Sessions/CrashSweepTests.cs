using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>Promise 3 in memory: the node stops dead at every commit, before and after it is applied; another takes over.</summary>
public sealed class CrashSweepTests
{
    private const string Said = "Reading. Done.";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turn_CutAtEveryCommit_EndsByItselfAndRepeatsNothing(bool applied)
    {
        var commits = await CountCommitsAsync();
        Assert.InRange(commits, 8, 100);
        for (var k = 1; k <= commits; k++) await CutAtAsync(k, applied);
    }

    private static async Task<int> CountCommitsAsync()
    {
        var effects = new Effects();
        await using var host = new TestHost(effects.Program, tools: [effects.Tool]);
        var session = await host.CreateAsync(TestHost.Agent("touch"));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        return host.Journal.Commits;
    }

    private static async Task CutAtAsync(int k, bool applied)
    {
        var effects = new Effects();
        var dead = new TestHost(effects.Program, tools: [effects.Tool]);
        var session = await dead.CreateAsync(TestHost.Agent("touch"));
        var cut = new TaskCompletionSource();
        var seen = 0;
        var never = new TaskCompletionSource();
        Task Cut()
        {
            if (++seen != k) return Task.CompletedTask;
            cut.SetResult();
            return never.Task;
        }

        if (applied) dead.Journal.After = _ => Cut();
        else dead.Journal.Before = _ => Cut();
        // With a key of its own: whoever is not answered asks again, and the prompt counts once.
        var key = new ClientKey("k", "h");
        var first = dead.Directory.PromptAsync(new PromptCommand { Session = session, Prompt = [new TextBlock("go")], Key = key }, CancellationToken.None);
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(30));
        dead.Journal.Before = null;
        dead.Journal.After = null;

        await using var host = new TestHost(effects.Program, dead.Journal, dead.Blobs, [effects.Tool]);
        var prompt = first.IsCompleted ? (PromptResult.Accepted)await first : await host.PromptAsync(session, key: key);
        await host.Host.ActivateAsync(session, ActivationReason.Resume, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);

        var events = host.Journal.Events(session);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session).Single().StopReason);
        Assert.Single(host.Data<TurnQueued>(session));
        Assert.Equal(Said, string.Concat(host.Data<MessageCompleted>(session).SelectMany(m => m.Blocks).OfType<TextBlock>().Select(b => b.Text)));
        // Each effect at least once, and again only while nothing recorded its end.
        var inDoubt = host.Data<TurnResumed>(session).SelectMany(r => r.InDoubt).Select(s => s.What).ToList();
        foreach (var (name, count) in effects.Counts)
            Assert.True(count == 1 || (count == 2 && inDoubt.Contains(name)), $"cut {k} ({(applied ? "after" : "before")}): {name} ran {count} times, in doubt: {string.Join(",", inDoubt)}");
        var tool = host.Data<ToolResultCompleted>(session).Single();
        Assert.Equal(inDoubt.Contains("touch") ? ToolStatus.Interrupted : ToolStatus.Ok, tool.Status);
    }

    /// <summary>A program of every kind of step, and what it did to the world.</summary>
    private sealed class Effects
    {
        public Effects() => Tool = new FakeTool("touch", Effect.Workspace, (_, _) =>
        {
            Count("touch");
            return Task.FromResult(ToolResult.Ok("touched"));
        });

        public FakeTool Tool { get; }

        public Dictionary<string, int> Counts { get; } = [];

        public async Task<TurnOutcome> Program(ITurnContext turn, CancellationToken cancellationToken)
        {
            await Message(turn, "Reading. ");
            for (var i = 0; i < 3; i++) await Programs.Step(turn, $"step{i}", () => Count($"step{i}"));
            await turn.ToolsAsync([Programs.Call("c1", "touch")]);
            await Message(turn, "Done.");
            return Programs.EndTurn;
        }

        private static Task<MessageOutcome> Message(ITurnContext turn, string text) => turn.MessageAsync(new MessageRequest("fake", text.Trim()), (_, sink, _) =>
        {
            sink.Open(DeltaKind.Message);
            foreach (var c in text) sink.Append([c]);
            return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
        });

        private string Count(string name)
        {
            lock (Counts) Counts[name] = Counts.GetValueOrDefault(name) + 1;
            return name;
        }
    }
}
