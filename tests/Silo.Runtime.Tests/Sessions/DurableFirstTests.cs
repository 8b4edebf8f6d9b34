using Silo.Abstractions.Events;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>Promise 2: nothing is told, shown or done before its commit is durable.</summary>
public sealed class DurableFirstTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Command_IsNotAnswered_BeforeItsCommitIsDurable()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var actor = Assert.IsType<ActivationResult.Active>(await host.Host.ActivateAsync(session, ActivationReason.Demand, CancellationToken.None)).Handle;
        await host.ReadUntilAsync(session, "session.activated");
        var caller = new InlineContext();
        var toldAtCommit = -1;
        host.Journal.Before = c =>
        {
            if (c.Events.Any(e => e.Kind == "turn.queued")) toldAtCommit = caller.Posts;
            return Task.CompletedTask;
        };
        var prompt = await caller.Call(() => actor.PromptAsync(new PromptCommand { Session = session, Prompt = [new TextBlock("go")] }, CancellationToken.None)).WaitAsync(Watchdog);
        await host.ReadTurnAsync(session, Assert.IsType<PromptResult.Accepted>(prompt).Turn);
        Assert.Equal(0, toldAtCommit);
        // Were the answer to come another way, this test could not see it.
        Assert.True(caller.Posts > 0);
    }

    [Fact]
    public async Task Event_IsNotShown_BeforeItsCommitIsDurable()
    {
        await using var host = new TestHost(Programs.Say("a", "b"));
        var session = await host.CreateAsync();
        var shown = new List<string>();
        var feed = host.Hub.Acquire(session);
        host.Journal.Before = c =>
        {
            var look = feed.Look(new Cursor(session.Session, c.Head, []), 1024);
            lock (shown) shown.AddRange(look.Events.Select(e => e.Kind));
            return Task.CompletedTask;
        };
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Empty(shown);
    }

    [Theory]
    [InlineData("step.started")]
    [InlineData("message.started")]
    [InlineData("tool_use.started")]
    public async Task Step_DoesNotBegin_BeforeItsStartIsDurable(string kind)
    {
        var began = false;
        var tool = new FakeTool("work", Effect.Pure, (_, _) =>
        {
            began = true;
            return Task.FromResult(ToolResult.Ok("x"));
        });
        await using var other = new TestHost(Programs.Say("x"));
        await using var host = new TestHost(
            (turn, token) => kind switch
            {
                "step.started" => Step(turn, () => began = true),
                "message.started" => Message(turn, () => began = true),
                _ => Programs.Use("work")(turn, token),
            },
            tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("work"));
        var begunBeforeCommit = false;
        host.Journal.Before = async c =>
        {
            if (c.Events.All(e => e.Kind != kind)) return;
            // Long enough for whatever began too early to show: whole turns of another session, on the same threads.
            for (var i = 0; i < 3; i++) await TurnAsync(other);
            begunBeforeCommit = began;
        };
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.True(began);
        Assert.False(begunBeforeCommit);
    }

    private static async Task TurnAsync(TestHost host)
    {
        var session = await host.CreateAsync();
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
    }

    private static async Task<TurnOutcome> Step(ITurnContext turn, Action began)
    {
        await Programs.Step(turn, "only", () =>
        {
            began();
            return "x";
        });
        return Programs.EndTurn;
    }

    private static async Task<TurnOutcome> Message(ITurnContext turn, Action began)
    {
        await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
        {
            began();
            sink.Open(DeltaKind.Message);
            sink.Append("x");
            return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
        });
        return Programs.EndTurn;
    }
}
