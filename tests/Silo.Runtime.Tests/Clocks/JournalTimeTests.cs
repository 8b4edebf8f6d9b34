using Silo.Abstractions.Journal;
using Silo.Runtime.Clocks;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Clocks;

public sealed class JournalTimeTests
{
    private static readonly DateTimeOffset Journal = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _machine = new();

    [Fact]
    public async Task Now_OnAMachineWhoseClockIsOff_IsTheJournals()
    {
        var time = await JournalTime.StartAsync(_machine, new Clock(() => Journal), CancellationToken.None);
        Assert.Equal(Journal, time.GetUtcNow());

        _machine.Advance(TimeSpan.FromHours(2));

        Assert.Equal(Journal.AddHours(2), time.GetUtcNow());
    }

    [Fact]
    public async Task Sync_JournalThatMoved_IsFollowed()
    {
        var now = Journal;
        var time = await JournalTime.StartAsync(_machine, new Clock(() => now), CancellationToken.None);
        now = Journal.AddMinutes(-5);

        Assert.Equal(TimeSpan.FromMinutes(-5), await time.SyncAsync(CancellationToken.None));

        Assert.Equal(now, time.GetUtcNow());
    }

    [Fact]
    public async Task Sync_AnswerThatTookLong_DoesNotReplaceABetterOne()
    {
        var slow = false;
        var time = await JournalTime.StartAsync(_machine, new Clock(() =>
        {
            if (slow) _machine.Advance(TimeSpan.FromSeconds(20));
            return Journal;
        }), CancellationToken.None);
        slow = true;

        Assert.Equal(TimeSpan.Zero, await time.SyncAsync(CancellationToken.None));

        Assert.Equal(Journal.AddSeconds(20), time.GetUtcNow());
    }

    [Fact]
    public async Task Sync_JournalThatIsAway_LeavesTheTimeGoingOn()
    {
        var away = false;
        var time = await JournalTime.StartAsync(_machine, new Clock(() => away ? throw new JournalUnreachableException("away") : Journal), CancellationToken.None);
        away = true;

        await Assert.ThrowsAsync<JournalUnreachableException>(() => time.SyncAsync(CancellationToken.None));
        _machine.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Journal.AddMinutes(1), time.GetUtcNow());
    }

    private sealed class Clock(Func<DateTimeOffset> now) : IJournalClock
    {
        public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(now());
    }
}
