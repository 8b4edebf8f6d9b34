using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>Two things at once: each test brings about the one order that once went wrong.</summary>
public sealed class RaceTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Prompt_BehindAStop_IsNotRecordedByTheOldActorAndRunsInTheNext()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var held = Held.Commit(host.Journal, "session.activated");
        await host.Host.ActivateAsync(session, ActivationReason.Demand, CancellationToken.None);
        await held.Reached;
        var stop = host.Host.StopAsync(session, DeactivationReason.Shutdown, CancellationToken.None);
        // Without a key: it was not taken, so it may be sent again.
        var prompt = host.TryPromptAsync(session);
        held.Release();
        var accepted = Assert.IsType<PromptResult.Accepted>(await prompt);
        await stop.WaitAsync(Watchdog);
        await host.ReadTurnAsync(session, accepted.Turn);
        var kinds = host.Kinds(session);
        Assert.Equal("session.activated", kinds[kinds.ToList().IndexOf("session.deactivated") + 1]);
        Assert.Single(host.Data<TurnQueued>(session));
    }

    [Fact]
    public async Task Step_ThatItsTurnLeftBehind_IsNotBegunInTheNextTurn()
    {
        var calls = new List<string>();
        var turns = 0;
        await using var host = new TestHost(async (turn, _) =>
        {
            var name = $"turn {++turns}";
            var message = turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
            {
                lock (calls) calls.Add(name);
                sink.Open(DeltaKind.Message);
                sink.Append(name);
                return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
            });
            if (turns > 1) await message;
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var held = Held.Commit(host.Journal, "session.activated");
        await host.Host.ActivateAsync(session, ActivationReason.Demand, CancellationToken.None);
        await held.Reached;
        var first = host.PromptAsync(session);
        var second = host.PromptAsync(session);
        held.Release();
        await host.ReadTurnAsync(session, (await first).Turn);
        await host.ReadTurnAsync(session, (await second).Turn);
        Assert.Equal(["turn 2"], calls);
        Assert.Equal("turn 2", ((TextBlock)host.Data<MessageCompleted>(session).Single().Blocks[0]).Text);
    }

    [Fact]
    public async Task Tool_LeftRunningByItsProgram_EndsWithTheTurnAndRunsOnce()
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = new FakeTool("send", Effect.Once, async (_, token) =>
        {
            inside.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                ended.TrySetResult();
            }

            return ToolResult.Ok("never");
        });
        await using var host = new TestHost(
            async (turn, _) =>
            {
                var call = turn.ToolsAsync([Programs.Call("c1", "send")]);
                // Ends without waiting for what it began, although somebody has spoken.
                if (!spoken.Task.IsCompleted) await spoken.Task;
                return Programs.EndTurn;
            },
            tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("send"));
        var prompt = await host.PromptAsync(session);
        await inside.Task.WaitAsync(Watchdog);
        await host.PromptAsync(session, "and this", PromptMode.Interject);
        spoken.SetResult();
        await host.ReadTurnAsync(session, prompt.Turn);
        await ended.Task.WaitAsync(Watchdog);
        Assert.Single(tool.Calls);
        Assert.Equal(ToolStatus.Cancelled, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Interject_IntoAProgramThatDoesNotListen_SendsItOnOnceAndTheTurnEnds()
    {
        var saying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = 0;
        await using var host = new TestHost(async (turn, _) =>
        {
            runs++;
            await turn.StepAsync("deaf", Effect.Pure, Programs.Text, async (_, _) =>
            {
                saying.TrySetResult();
                await release.Task;
                return "x";
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await saying.Task.WaitAsync(Watchdog);
        await host.PromptAsync(session, "listen!", PromptMode.Interject);
        release.SetResult();
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Turn_ThatWaitedToTryAgainWhenItsNodeDied_RunsAgainAndSaysSo()
    {
        var dead = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), (_, _, _) => throw new ModelCallException("overloaded", "Later.", retryable: true));
            return Programs.EndTurn;
        });
        var session = await dead.CreateAsync();
        var prompt = await dead.PromptAsync(session);
        await dead.ReadUntilAsync(session, "state.waiting");
        var saying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new TestHost(
            async (turn, _) =>
            {
                await turn.MessageAsync(new MessageRequest("fake", "m"), async (_, sink, cancel) =>
                {
                    sink.Open(DeltaKind.Message);
                    sink.Append("so far");
                    saying.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
                    return new MessageResult("end_turn", "m", Usage.None);
                });
                return Programs.EndTurn;
            },
            dead.Journal,
            dead.Blobs);
        await host.Host.ActivateAsync(session, ActivationReason.Resume, CancellationToken.None);
        await saying.Task.WaitAsync(Watchdog);
        Assert.Equal(Silo.Abstractions.Journal.SessionStatus.Running, (await host.Journal.FindAsync(session, CancellationToken.None))!.Status);
        // A running message that is cancelled keeps what was said; only a waiting one has nothing to keep.
        await host.Directory.CancelAsync(session, prompt.Turn, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("so far", ((TextBlock)host.Data<MessageCompleted>(session).Single().Blocks[0]).Text);
        Assert.Single(host.Data<StateRunning>(session));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sandbox_ThatWillNotEnd_KeepsNoSessionFromEnding(bool throws)
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<ToolResult>();
        var tool = new FakeTool("stuck", Effect.Workspace, async (call, _) =>
        {
            await call.Resources.SandboxAsync(CancellationToken.None);
            inside.TrySetResult();
            return await never.Task;
        });
        await using var host = new TestHost(Programs.Use("stuck"), tools: [tool]);
        host.Workspaces.Made = new FakeWorkspace();
        host.Sandboxes.Made = new StuckSandbox(() => throws ? throw new SandboxException("sandbox_failed", "It will not die.") : new ValueTask(never.Task));
        var session = await host.CreateAsync(TestHost.Agent("stuck"));
        var prompt = await host.PromptAsync(session);
        await inside.Task.WaitAsync(Watchdog);
        var actor = host.Host.Find(session)!;
        await host.Directory.CancelAsync(session, prompt.Turn, CancellationToken.None);
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(800));
        await host.ReadTurnAsync(session, prompt.Turn);
        var stop = host.Host.StopAsync(session, DeactivationReason.Shutdown, CancellationToken.None);
        while (!actor.Ended.IsCompleted)
        {
            var armed = host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10));
            if (await Task.WhenAny(armed, actor.Ended).WaitAsync(Watchdog) == actor.Ended) break;
        }

        await stop.WaitAsync(Watchdog);
        Assert.Null(host.Host.Find(session));
        Assert.Equal(0, host.Hub.Count);
    }

    [Fact]
    public async Task Delete_ThatFails_TellsNoReaderThatTheSessionIsGone()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        await host.PromptAsync(session);
        using var stop = new CancellationTokenSource();
        var items = new List<FeedItem>();
        var reader = Task.Run(async () =>
        {
            await foreach (var item in host.Feed.ReadAsync(session, Cursor.Start(session.Session), new FeedOptions(), stop.Token)) items.Add(item);
        });
        host.Sandboxes.OnProve = _ => throw new SandboxException("sandbox_not_dead", "Process 7 is still there.");
        Assert.Equal(DeleteResult.Unavailable, await host.Directory.DeleteAsync(session, CancellationToken.None));
        host.Sandboxes.OnProve = null;
        var again = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, again.Turn);
        Assert.False(reader.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);
        Assert.DoesNotContain(items, i => i is FeedItem.Closed);
    }
}
