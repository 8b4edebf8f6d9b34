using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class RetryTests
{
    [Fact]
    public async Task Attempt_CutInMidMessage_StartsANewOneAndNeverSplices()
    {
        var attempts = 0;
        await using var host = new TestHost(Model((sink, _) =>
        {
            sink.Open(DeltaKind.Message);
            sink.Append(++attempts == 1 ? "lost half" : "whole");
            if (attempts == 1) throw new ModelCallException("cut", "The stream broke.", retryable: true, usage: new Usage { OutputTokens = 2 });
        }));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        var before = await host.ReadUntilAsync(session, "Message.delta");
        var cursor = ((FeedItem.Delta)before[^1]).After;
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
        var after = await host.ReadTurnAsync(session, prompt.Turn, cursor);

        Assert.Equal(2, attempts);
        Assert.Equal("cut", host.Data<StateWaiting>(session).Single().Reason);
        var names = after.ConvertAll(TestHost.Name);
        Assert.Contains("message.reset", names);
        // After the reset the new attempt comes from its start; nothing of it is joined to the lost one.
        var pieces = after.OfType<FeedItem.Delta>().ToList();
        Assert.All(pieces, p => Assert.Equal(2, p.Piece.From.Attempt));
        if (pieces.Count > 0) Assert.Equal(0, pieces[0].Piece.From.Offset);
        Assert.Equal("whole", ((TextBlock)host.Data<MessageCompleted>(session).Single().Blocks[0]).Text);
        Assert.Equal(2, host.Data<UsageRecorded>(session).First(u => u.Outcome == "cut").Usage.OutputTokens);
    }

    [Fact]
    public async Task RetryAfter_IsHonoured()
    {
        var attempts = 0;
        await using var host = new TestHost(Model((sink, _) =>
        {
            if (++attempts == 1) throw new ModelCallException("rate_limited", "Slow down.", retryable: true, retryAfter: TimeSpan.FromSeconds(30));
            sink.Open(DeltaKind.Message);
            sink.Append("ok");
        }));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "state.waiting");
        var waiting = host.Data<StateWaiting>(session).Single();
        Assert.InRange(waiting.RetryAt!.Value - host.Time.GetUtcNow(), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(33));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Retry_BeyondTheDeadline_FailsTheTurnWithTheProvidersError()
    {
        var agent = TestHost.Agent() with { Limits = new() { TurnDeadline = TimeSpan.FromSeconds(10) } };
        await using var host = new TestHost(Model((_, _) => throw new ModelCallException("overloaded", "Busy.", retryable: true, retryAfter: TimeSpan.FromMinutes(1))));
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        var end = host.Data<TurnEnded>(session).Single();
        Assert.Equal((StopReason.Failed, "overloaded"), (end.StopReason, end.Error!.Code));
    }

    [Fact]
    public async Task Error_ThatCannotPass_FailsTheTurnWithoutRetry()
    {
        var attempts = 0;
        await using var host = new TestHost(Model((_, _) =>
        {
            attempts++;
            throw new ModelCallException("unauthorized", "Wrong key.", retryable: false);
        }));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(1, attempts);
        Assert.Equal("unauthorized", host.Data<MessageFailed>(session).Single().Error.Code);
    }

    [Fact]
    public async Task Message_LargerThanTheLimit_FailsByName()
    {
        var agent = TestHost.Agent() with { Limits = new() { MessageBytesMax = 1024 } };
        await using var host = new TestHost(Model((sink, _) =>
        {
            sink.Open(DeltaKind.Message);
            for (var i = 0; i < 2000; i++) sink.Append("xx");
        }));
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("message_too_large", host.Data<TurnEnded>(session).Single().Error!.Code);
    }

    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Model(Action<IMessageSink, MessageAttempt> make) => async (turn, _) =>
    {
        await turn.MessageAsync(new MessageRequest("fake", "m"), (attempt, sink, _) =>
        {
            make(sink, attempt);
            return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
        });
        return Programs.EndTurn;
    };
}
