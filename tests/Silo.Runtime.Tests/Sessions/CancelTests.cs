using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class CancelTests
{
    [Fact]
    public async Task Cancel_InMidMessage_KeepsWhatWasSaidAndLeavesAUsableSession()
    {
        var calls = 0;
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), async (_, sink, token) =>
            {
                sink.Open(DeltaKind.Message);
                sink.Append("So far");
                if (++calls == 1) await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return new MessageResult("end_turn", "m", Usage.None);
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "Message.delta");
        Assert.IsType<CancelResult.Cancelling>(await host.Directory.CancelAsync(session, null, CancellationToken.None));
        await host.ReadTurnAsync(session, prompt.Turn);
        var message = host.Data<MessageCompleted>(session).Single();
        Assert.Equal("cancelled", message.StopReason);
        Assert.Equal("So far", ((TextBlock)message.Blocks[0]).Text);
        Assert.Equal(StopReason.Cancelled, host.Data<TurnEnded>(session).Single().StopReason);

        var again = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, again.Turn);
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session)[1].StopReason);
    }

    [Fact]
    public async Task Cancel_OfAToolThatDoesNotListen_EndsTheTurnAfterTheGrace()
    {
        var inside = new TaskCompletionSource();
        var never = new TaskCompletionSource<ToolResult>();
        var tool = new FakeTool("deaf", Effect.Workspace, (_, _) =>
        {
            inside.SetResult();
            return never.Task;
        });
        await using var host = new TestHost(Programs.Use("deaf"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("deaf"));
        var prompt = await host.PromptAsync(session);
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.Directory.CancelAsync(session, null, CancellationToken.None);
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(900));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(ToolStatus.Cancelled, host.Data<ToolResultCompleted>(session).Single().Status);
        Assert.Equal(StopReason.Cancelled, host.Data<TurnEnded>(session).Single().StopReason);
        never.SetResult(ToolResult.Ok("late"));
    }

    [Fact]
    public async Task Cancel_OfAQueuedTurn_EndsItBeforeItStarts()
    {
        var release = new TaskCompletionSource();
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.StepAsync("wait", Effect.Pure, Programs.Text, async (_, _) =>
            {
                await release.Task;
                return "x";
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var first = await host.PromptAsync(session);
        var second = await host.PromptAsync(session);
        Assert.Equal(1, second.Position);
        Assert.IsType<CancelResult.Cancelling>(await host.Directory.CancelAsync(session, second.Turn, CancellationToken.None));
        release.SetResult();
        await host.ReadTurnAsync(session, first.Turn);
        var events = host.Journal.Events(session).Select(EventCodec.Decode).Where(e => e.Turn == second.Turn).Select(e => e.Data.Kind);
        Assert.Equal(["turn.queued", "turn.ended"], events);
    }

    [Fact]
    public async Task Cancel_OfATurnThatWaitsToTryAgain_EndsItAtOnce()
    {
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), (_, _, _) => throw new ModelCallException("overloaded", "Busy.", retryable: true));
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "state.waiting");
        await host.Directory.CancelAsync(session, null, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(StopReason.Cancelled, host.Data<TurnEnded>(session).Single().StopReason);
    }

    [Fact]
    public async Task Cancel_WithNothingRunning_SaysSo()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        Assert.IsType<CancelResult.NothingToCancel>(await host.Directory.CancelAsync(session, null, CancellationToken.None));
    }

    [Fact]
    public async Task Deadline_Passed_PausesTheTurnByName()
    {
        var agent = TestHost.Agent() with { Limits = new() { TurnDeadline = TimeSpan.FromMinutes(2) } };
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.StepAsync("wait", Effect.Pure, Programs.Text, async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return "x";
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        await host.ReadTurnAsync(session, prompt.Turn);
        var end = host.Data<TurnEnded>(session).Single();
        Assert.Equal((StopReason.PausedLimit, "turn_deadline"), (end.StopReason, end.Error!.Code));
    }
}
