using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class PromptTests
{
    [Fact]
    public async Task Queue_Full_RefusesByNameAndLosesNothing()
    {
        var release = new TaskCompletionSource();
        await using var host = new TestHost(Wait(release));
        var session = await host.CreateAsync(TestHost.Agent() with { Limits = new() { QueuedTurnsMax = 2 } });
        var accepted = new List<PromptResult.Accepted>();
        for (var i = 0; i < 3; i++) accepted.Add(await host.PromptAsync(session));
        var refused = Assert.IsType<PromptResult.QueueFull>(await host.TryPromptAsync(session));
        Assert.Equal(2, refused.Limit);
        release.SetResult();
        await host.ReadTurnAsync(session, accepted[^1].Turn);
        Assert.Equal(accepted.Select(a => (Silo.Abstractions.Identity.TurnId?)a.Turn), host.Journal.Events(session).Select(EventCodec.Decode).Where(e => e.Data is TurnEnded).Select(e => e.Turn));
    }

    [Fact]
    public async Task Interject_WhileAToolRuns_ReachesTheNextModelCallAfterItsResult()
    {
        var inTool = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var tool = new FakeTool("work", Effect.Pure, async (_, _) =>
        {
            inTool.SetResult();
            await release.Task;
            return ToolResult.Ok("done");
        });
        IReadOnlyList<ConversationEntry>? seen = null;
        await using var host = new TestHost(
            async (turn, _) =>
            {
                await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
                {
                    sink.Open(DeltaKind.ToolUse, "c1", "work");
                    sink.Append("{}");
                    return Task.FromResult(new MessageResult("tool_use", "m", Usage.None));
                });
                await turn.ToolsAsync([Programs.Call("c1", "work")]);
                await turn.MessageAsync(new MessageRequest("fake", "m"), (attempt, sink, _) =>
                {
                    seen = attempt.Conversation;
                    sink.Open(DeltaKind.Message);
                    sink.Append("ok");
                    return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
                });
                return Programs.EndTurn;
            },
            tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("work"));
        var prompt = await host.PromptAsync(session, "start");
        await inTool.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var interjected = await host.PromptAsync(session, "wait, also this", PromptMode.Interject);
        Assert.Equal(prompt.Turn, interjected.Turn);
        release.SetResult();
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(
            [ConversationRole.User, ConversationRole.Assistant, ConversationRole.Tool, ConversationRole.User],
            seen!.Select(e => e.Role));
    }

    [Fact]
    public async Task Interject_BetweenTheProgramsLastLookAndItsEnd_IsStillAnswered()
    {
        var runs = 0;
        var answered = new List<int>();
        TestHost host = null!;
        Silo.Abstractions.Identity.SessionKey session = default;
        await using var made = host = new TestHost(async (turn, _) =>
        {
            runs++;
            do
            {
                await turn.MessageAsync(new MessageRequest("fake", "m"), (attempt, sink, _) =>
                {
                    answered.Add(attempt.Conversation.Count(e => e.Role == ConversationRole.User));
                    sink.Open(DeltaKind.Message);
                    sink.Append("ok");
                    return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
                });
            }
            while (turn.InterjectionPending);
            // The worst moment: the program has looked, and has not ended yet.
            if (runs == 1) await host.PromptAsync(session, "one more", PromptMode.Interject);
            return Programs.EndTurn;
        });
        session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal([1, 2], answered);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Key_Repeated_CountsOnceAndAnotherBodyIsRefused()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.PromptAsync(session, key: new ClientKey("k", "body"))));
        Assert.Single(many.Select(a => a.Turn).Distinct());
        Assert.Single(many, a => !a.Replayed);
        Assert.IsType<PromptResult.KeyReused>(await host.TryPromptAsync(session, key: new ClientKey("k", "other")));
        await host.ReadTurnAsync(session, many[0].Turn);
        Assert.Single(host.Data<TurnQueued>(session));
    }

    [Fact]
    public async Task Mailbox_Full_RefusesByName()
    {
        await using var host = new TestHost(Programs.Say("x"), options: new() { MailboxMax = 2 });
        var session = await host.CreateAsync();
        var first = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, first.Turn);
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        host.Journal.Before = async _ =>
        {
            reached.TrySetResult();
            await release.Task;
        };
        var held = host.TryPromptAsync(session);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var waiting = new[] { host.TryPromptAsync(session), host.TryPromptAsync(session) };
        var beyond = host.TryPromptAsync(session);
        try
        {
            // A refusal needs no commit: it comes at once, or not at all.
            var refused = Assert.IsType<PromptResult.Unavailable>(await beyond.WaitAsync(TimeSpan.FromSeconds(5)));
            Assert.Equal("mailbox_full", refused.Code);
        }
        finally
        {
            release.SetResult();
        }

        Assert.All(await Task.WhenAll([held, .. waiting]), r => Assert.IsType<PromptResult.Accepted>(r));
    }

    [Fact]
    public async Task Sessions_BeyondTheLimit_AreRefusedByName()
    {
        var release = new TaskCompletionSource();
        await using var host = new TestHost(Wait(release), options: new() { LiveSessionsMax = 1 });
        var one = await host.CreateAsync();
        var two = await host.CreateAsync();
        await host.PromptAsync(one);
        var refused = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(two));
        Assert.Equal("sessions_full", refused.Code);
        release.SetResult();
    }

    [Fact]
    public async Task Delete_OfARunningSession_EndsItsFeedAndItsFiles()
    {
        var release = new TaskCompletionSource();
        await using var host = new TestHost(Wait(release));
        var session = await host.CreateAsync();
        await host.PromptAsync(session);
        var reader = host.ReadUntilAsync(session, item => item is FeedItem.Closed);
        release.SetResult();
        Assert.Equal(DeleteResult.Deleted, await host.Directory.DeleteAsync(session, CancellationToken.None));
        Assert.Equal("closed:Deleted", TestHost.Name((await reader)[^1]));
        Assert.Contains(session, host.Workspaces.Deleted);
        Assert.IsType<PromptResult.NotFound>(await host.TryPromptAsync(session));
        Assert.Equal(DeleteResult.NotFound, await host.Directory.DeleteAsync(session, CancellationToken.None));
    }

    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Wait(TaskCompletionSource release) => async (turn, _) =>
    {
        await turn.StepAsync("wait", Effect.Pure, Programs.Text, async (_, _) =>
        {
            await release.Task;
            return "x";
        });
        return Programs.EndTurn;
    };
}
