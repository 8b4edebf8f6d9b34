using Silo.Spawner.Entering;
using Silo.Spawner.Users;
using Xunit;

namespace Silo.Sandboxes.Tests.Entering;

public sealed class SubordinateFileTests
{
    [Theory]
    [InlineData("silo:300000:65536", "silo:300000:65536", "300000-365535")]
    [InlineData("999:300000:65536", "silo:300000:65536\n", "300000-365535")]
    [InlineData("other:100000:65536\nsilo:300000:65536", "silo:310000:100", "310000-310099")]
    [InlineData("silo:300000:100\nsilo:400000:1000", "silo:300000:100\nsilo:400000:1000", "400000-400999")]
    [InlineData("silo:300000:15", "silo:300000:15", null)]
    [InlineData("silo:300000:65536", "silo:500000:65536", null)]
    [InlineData("silo2:300000:65536", "silo:300000:65536", null)]
    [InlineData("silo:300000", "silo:300000:65536", null)]
    [InlineData("silo:-1:65536", "silo:-1:65536", null)]
    [InlineData("silo:0:65536", "silo:0:65536", null)]
    [InlineData("silo:18446744073709551615:4294967295", "silo:18446744073709551615:4294967295", null)]
    [InlineData("", "", null)]
    public void FindCommon_Files_GiveTheLongestRangeOfBoth(string uids, string gids, string? expected) =>
        Assert.Equal(expected, SubordinateFile.FindCommon("silo", 999, uids, gids)?.ToString());

    [Fact]
    public void FindRange_NoneGiven_SaysHowToGiveOne()
    {
        var refused = Assert.Throws<EnterRefusedException>(() => EnterOptions.FindRange(999, "silo:x:999:995::/var/lib/silo:/bin/sh", string.Empty, string.Empty));
        Assert.Contains("usermod --add-subuids 300000-365535 --add-subgids 300000-365535 silo", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000u, "300000-308191", 2)]
    [InlineData(65_536u, "300000-308191", 8)]
    [InlineData(100u, "300000-300099", 1)]
    public void Order_OfARange_IsWholeSharesThatDoNotMeet(uint count, string first, int shares)
    {
        var all = new UidRange(300_000, 300_000 + count - 1);
        var order = IdShare.Order(all, "/var/lib/silo/run");
        Assert.Equal(shares, order.Count);
        Assert.Contains(order, share => share.ToString() == first);
        Assert.Equal(order.Sum(share => share.Count), order.SelectMany(share => Enumerable.Range((int)share.First, share.Count)).Distinct().Count());
        Assert.All(order, share => Assert.True(all.Contains(share.First) && all.Contains(share.Last)));
        Assert.Equal(order, IdShare.Order(all, "/var/lib/silo/run"));
    }
}
