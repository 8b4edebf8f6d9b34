using Silo.Storage.Postgres.Engine;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>Places go round among those who ask.</summary>
public sealed class FairTurnsTests
{
    [Fact]
    public void Enter_OneAsksAHundredTimes_AnotherIsNext()
    {
        var turns = new FairTurns<string>(places: 2);
        var greedy = Enumerable.Range(0, 100).Select(_ => turns.EnterAsync("greedy", default)).ToList();
        var modest = turns.EnterAsync("modest", default);
        Assert.Equal([true, true, false], greedy.Take(3).Select(t => t.IsCompleted));
        Assert.False(modest.IsCompleted);

        turns.Leave();
        turns.Leave();

        Assert.True(modest.IsCompletedSuccessfully);
        Assert.Equal(3, greedy.Count(t => t.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Leave_WhoWaitedIsGone_TheNextHasThePlace()
    {
        var turns = new FairTurns<string>(places: 1);
        await turns.EnterAsync("a", default);
        using var stop = new CancellationTokenSource();
        var gone = turns.EnterAsync("b", stop.Token);
        var next = turns.EnterAsync("b", default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        turns.Leave();

        Assert.True(next.IsCompletedSuccessfully);
        turns.Leave();
        Assert.True(turns.EnterAsync("c", default).IsCompletedSuccessfully);
        Assert.False(turns.EnterAsync("c", default).IsCompleted);
    }
}
