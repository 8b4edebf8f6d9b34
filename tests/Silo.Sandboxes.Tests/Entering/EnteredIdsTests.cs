using Silo.Spawner.Entering;
using Xunit;

namespace Silo.Sandboxes.Tests.Entering;

public sealed class EnteredIdsTests
{
    private const string Map = "       999        999          1\n    300000     300000      65536\n";
    private const string Held = "Name:\tx\nCapPrm:\t00000000002c00eb\nCapEff:\t00000000002c00eb\n";

    [Fact]
    public void Find_MapsAndCapabilities_AreTheRange() => Assert.Equal("300000-365535", EnteredIds.FindIn(Map, Map, Held, 999, 999).ToString());

    [Theory]
    [InlineData("0 0 4294967295", Held)]
    [InlineData(Map, "CapPrm:\t00000000002c00eb\nCapEff:\t0000000000000000\n")]
    [InlineData(Map, "CapEff:\t00000000000c00eb\n")]
    [InlineData(Map, "")]
    [InlineData("0 999 1\n1 300000 65536\n", Held)]
    [InlineData("999 999 1\n1 300000 65536\n", Held)]
    [InlineData("300000 300000 65536\n", Held)]
    [InlineData("999 999 1\n", Held)]
    public void Find_AnythingElse_IsNone(string map, string status) => Assert.Null(EnteredIds.FindIn(map, map, status, 999, 999));

    [Fact]
    public void Find_GroupsThatAreNotMapped_IsNone() => Assert.Null(EnteredIds.FindIn(Map, "999 999 1\n", Held, 999, 999));
}
