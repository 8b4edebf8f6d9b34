using System.Globalization;
using Silo.Abstractions.Sessions;
using Silo.Cli.Chat;
using Xunit;

namespace Silo.Client.Tests.Cli.Chat;

public sealed class SendQueueTests
{
    private readonly SendQueue _queue;
    private int _keys;

    public SendQueueTests()
    {
        _queue = new SendQueue(() => (++_keys).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Sends_SaidFast_GoOneAfterTheOtherEachWithItsKey()
    {
        Assert.Equal(Sent("a", "1"), _queue.Add(Said("a")));
        Assert.Null(_queue.Add(Said("b")));
        Assert.Null(_queue.Add(Said("a")));
        Assert.Equal(Sent("b", "2"), _queue.Taken());
        Assert.Equal(Sent("a", "3"), _queue.Taken());
        Assert.Null(_queue.Taken());
        Assert.Equal(Sent("a", "4"), _queue.Add(Said("a")));
    }

    [Fact]
    public void Send_Unanswered_SaidAgainIsTheSameRequest_AndWhatWaitedIsNotSentBeforeIt()
    {
        var first = _queue.Add(Said("a") with { Mode = PromptMode.Interject });
        _queue.Add(Said("b"));
        _queue.Add(Said("c"));
        Assert.Equal([Sent("b", "2"), Sent("c", "3")], _queue.Failed(isUnanswered: true));
        Assert.Equal(first, _queue.Add(Said("a")));
        Assert.Null(_queue.Taken());
        Assert.Equal(Sent("a", "4"), _queue.Add(Said("a")));
    }

    [Fact]
    public void Send_Unanswered_AndAnotherSaidNext_IsForgotten()
    {
        _queue.Add(Said("a"));
        _queue.Failed(isUnanswered: true);
        Assert.Equal(Sent("b", "2"), _queue.Add(Said("b")));
        Assert.Null(_queue.Taken());
        Assert.Equal(Sent("a", "3"), _queue.Add(Said("a")));
    }

    [Fact]
    public void Send_Refused_IsAnotherRequestWhenSaidAgain_AndOneThatChangesGoesFirst()
    {
        _queue.Add(Said("a"));
        Assert.Empty(_queue.Failed(isUnanswered: false));
        var send = _queue.Add(Said("a"))!;
        Assert.Equal("2", send.IdempotencyKey);
        _queue.Add(Said("b"));
        Assert.Equal(Sent("a", "4") with { Mode = PromptMode.Interject }, _queue.Changed(send with { Mode = PromptMode.Interject }));
        Assert.Equal(Sent("b", "3"), _queue.Taken());
    }

    [Fact]
    public void Queue_Full_SaysSo()
    {
        _queue.Add(Said("a"));
        for (var i = 0; i < SendQueue.WaitingMax; i++)
        {
            Assert.False(_queue.IsFull);
            _queue.Add(Said("b"));
        }

        Assert.True(_queue.IsFull);
        _queue.Taken();
        Assert.False(_queue.IsFull);
    }

    private static ChatAction.Send Said(string text) => new(text, PromptMode.Queue);

    private static ChatAction.Send Sent(string text, string key) => Said(text) with { IdempotencyKey = key };
}
