using Silo.Abstractions.Events;
using Silo.Agents.Scripted;
using Xunit;

namespace Silo.Agents.Tests.Scripted;

public sealed class ScriptedPaceTests
{
    private const string Load = "replies: [{tokens: {count: 200, bytes: 5, per_second: 50, stamp: true}}]";

    [Fact]
    public async Task Run_TokensAtARate_TakeTheirTimeAlsoWhenEveryTimerIsLate()
    {
        var clock = new ManualClock { Lateness = TimeSpan.FromMilliseconds(7) };
        var times = new List<TimeSpan>();
        var turn = new FakeTurn(ScriptedAgent.Read(Load), "go") { OnToken = _ => times.Add(clock.Elapsed) };

        await ScriptedAgent.RunAsync(turn, clock);

        Assert.Equal(200, times.Count);
        Assert.Equal(TimeSpan.Zero, times[0]);
        Assert.All(times.Index(), entry => Assert.InRange(entry.Item - TimeSpan.FromMilliseconds(20 * entry.Index), TimeSpan.Zero, TimeSpan.FromMilliseconds(7)));
    }

    [Fact]
    public async Task Run_RateThatIsNoWholeMillisecond_DoesNotDrift()
    {
        var clock = new ManualClock();
        var turn = new FakeTurn(ScriptedAgent.Read("replies: [{tokens: {count: 301, bytes: 3, per_second: 30}}]"), "go");

        await ScriptedAgent.RunAsync(turn, clock);

        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(9999), TimeSpan.FromMilliseconds(10001));
    }

    [Fact]
    public async Task Run_StampedTokens_HaveTheirSizeAndTheTimeTheyWereMade()
    {
        var clock = new ManualClock();
        var ages = new List<long>();
        var turn = new FakeTurn(ScriptedAgent.Read(Load), "go")
        {
            OnToken = token =>
            {
                Assert.Equal(5, token.Length);
                Assert.True(TokenStamp.TryReadAge(token, TokenStamp.Microseconds(clock) + 1234, out var age));
                ages.Add(age);
            },
        };

        await ScriptedAgent.RunAsync(turn, clock);

        Assert.Equal(Enumerable.Repeat(1234L, 200), ages);
        Assert.Equal(1000, Assert.IsType<TextBlock>(turn.Messages[0].Blocks.Single()).Text!.Length);
        Assert.Equal(200, turn.Results[0].Usage.OutputTokens);
    }

    [Fact]
    public async Task Run_NoRate_TakesNoTime()
    {
        var clock = new ManualClock();
        var turn = new FakeTurn(ScriptedAgent.Read("replies: [{thought: a b c, text: d e f, tokens: {count: 10000, bytes: 8}}]"), "go");

        await ScriptedAgent.RunAsync(turn, clock);

        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
        Assert.Equal(10_006, turn.Made[0].Tokens.Count);
    }

    [Fact]
    public async Task Run_DelayRateAndSpeed_AreScaledTogether()
    {
        var clock = new ManualClock();
        var turn = new FakeTurn(ScriptedAgent.Read("speed: 2\nper_second: 10\nreplies: [{delay: 4s, text: 1 2 3 4 5 6 7 8 9 10 11}]"), "go");

        await ScriptedAgent.RunAsync(turn, clock);

        Assert.Equal(TimeSpan.FromMilliseconds(2500), clock.Elapsed);
    }

    [Fact]
    public async Task Run_CancelledWhileATokenIsDue_EndsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        var clock = new ManualClock();
        var turn = new FakeTurn(ScriptedAgent.Read(Load), "go") { Cancelled = cancel.Token };
        var run = ScriptedAgent.RunAsync(turn, (TimeProvider)clock);
        for (var i = 0; i < 10; i++)
            clock.FireNext();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(11, turn.Made[0].Tokens.Count);
        Assert.False(clock.FireNext());
    }

    [Fact]
    public async Task Run_CancelledBetweenTokensThatNeverWait_EndsAtTheNext()
    {
        using var cancel = new CancellationTokenSource();
        var turn = new FakeTurn(ScriptedAgent.Read("replies: [{tokens: {count: 1000000, bytes: 1}}]"), "go")
        {
            Cancelled = cancel.Token,
            OnToken = _ => cancel.Cancel(),
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ScriptedAgent.RunAsync(turn));

        Assert.Single(turn.Made[0].Tokens);
    }

    [Fact]
    public async Task Next_ThousandsOfWaits_AllocateNothingEach()
    {
        var clock = new ManualClock();
        using var pacer = new TokenPacer(clock, CancellationToken.None);
        pacer.SetRate(50);
        async Task WaitAsync(int count)
        {
            for (var i = 0; i < count; i++)
                await pacer.NextAsync();
        }

        void Run(int count)
        {
            var wait = WaitAsync(count);
            while (!wait.IsCompleted)
                clock.FireNext();
        }

        Run(10_000); // compiled and warm
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        await WaitAsync(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1L << 30) - 1)]
    [InlineData(123_456_789_012_345)]
    public void Stamp_AnyTime_ReadsBackItsAge(long time)
    {
        Span<char> stamp = stackalloc char[TokenStamp.Length];
        TokenStamp.Write(stamp, time);

        Assert.True(TokenStamp.TryReadAge(stamp, time + 1_000_000, out var age));
        Assert.Equal(1_000_000, age);
        Assert.False(TokenStamp.TryReadAge("abc.e", time, out _));
        Assert.False(TokenStamp.TryReadAge("abcd", time, out _));
    }

    [Theory]
    [InlineData("one two  three", "one |two  |three")]
    [InlineData("  x", "  |x")]
    [InlineData("a\n\nb", "a\n\n|b")]
    [InlineData("0123456789abcdef0123", "0123456789abcdef|0123")]
    [InlineData("0123456789abcde😀f", "0123456789abcde|😀f")]
    public void Tokens_OfText_AreWordsAndNeverHalfACharacter(string text, string expected)
    {
        var tokens = new List<string>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = ReplyWriter.TokenEnd(text, start);
            tokens.Add(text[start..end]);
        }

        Assert.Equal(expected, string.Join('|', tokens));
    }
}
