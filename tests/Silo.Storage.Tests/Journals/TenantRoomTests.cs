using Silo.Abstractions.Identity;
using Silo.Storage.Journals;
using Xunit;

namespace Silo.Storage.Tests.Journals;

public sealed class TenantRoomTests
{
    private static readonly TenantId Acme = TenantId.Parse("acme");

    [Fact]
    public void Bound_FarAway_IsNotCountedAgainUntilItIsNearOrAMinuteHasPassed()
    {
        var time = new StepTime();
        var room = new TenantRoom(time);
        Assert.Null(room.BoundOf(Acme, max: null));
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));
        room.Take(Acme, 17_990, 20_000);
        // Near is a tenth of the bound: 2,000.
        for (var i = 0; i < 9; i++) Assert.Null(room.BoundOf(Acme, 20_000));
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));
        Assert.Equal(20_000, room.BoundOf(TenantId.Parse("globex"), 20_000));

        // A count that comes late says less than what is known.
        room.Take(Acme, 5, 20_000);
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));
        time.Now += 60;
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));
        room.Take(Acme, 5, 20_000);
        Assert.Null(room.BoundOf(Acme, 20_000));
    }

    [Fact]
    public void Bound_ThatWasMet_IsNotCountedForASecond_OrUntilOneIsDeleted()
    {
        var time = new StepTime();
        var room = new TenantRoom(time);
        room.Take(Acme, 20_000, 20_000);
        Assert.Equal(0, room.BoundOf(Acme, 20_000));
        // What did not count says nothing.
        room.Take(Acme, 0, 0);
        Assert.Equal(0, room.BoundOf(Acme, 20_000));
        Assert.Equal(20_001, room.BoundOf(Acme, 20_001));
        time.Now += 1;
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));

        room.Take(Acme, 20_000, 20_000);
        Assert.Equal(0, room.BoundOf(Acme, 20_000));
        room.Forget(Acme);
        Assert.Equal(20_000, room.BoundOf(Acme, 20_000));
    }

    [Fact]
    public void Bound_OfAThousandOrLess_IsAlwaysCounted()
    {
        var room = new TenantRoom(new StepTime());
        room.Take(Acme, 0, 1000);
        for (var i = 0; i < 10; i++) Assert.Equal(1000, room.BoundOf(Acme, 1000));
    }

    private sealed class StepTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
