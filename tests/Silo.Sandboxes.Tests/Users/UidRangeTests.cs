using Silo.Spawner.Users;
using Xunit;

namespace Silo.Sandboxes.Tests.Users;

public sealed class UidRangeTests
{
    private const string Accounts = "root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\nlate:x:300000:300000::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n";
    private const string Subordinate = "anna:100000:65536\nlate:400000:10\nbroken\nnone:500000:0\nhuge:4000000000:18446744073709551615\n";

    [Theory]
    [InlineData("200000-265535", 65536)]
    [InlineData("1000-1000", 1)]
    [InlineData("2147483647-2147483647", 1)]
    public void TryParse_ARange_GivesIt(string text, int count) => Assert.Equal(count, UidRange.TryParse(text)?.Count);

    [Theory]
    [InlineData("")]
    [InlineData("200000")]
    [InlineData("200001-200000")]
    [InlineData("0-70000")]
    [InlineData("999-1000")]
    [InlineData("60000-65534")]
    [InlineData("65535-70000")]
    [InlineData("200000-2147483648")]
    [InlineData("200000-4294967295")]
    [InlineData("-1-5")]
    [InlineData("200000 -200001")]
    [InlineData("200000-200001-200002")]
    public void TryParse_WhatCouldNotBeUsed_IsRefused(string text) => Assert.Null(UidRange.TryParse(text));

    [Theory]
    [InlineData(200_000, 265_535, null)]
    [InlineData(1000, 2000, "anna has 1000")]
    [InlineData(300_000, 300_000, "late has 300000")]
    [InlineData(165_535, 170_000, "anna may use 100000-165535")]
    [InlineData(165_536, 170_000, null)]
    [InlineData(90_000, 100_000, "anna may use 100000-165535")]
    [InlineData(400_009, 400_009, "late may use 400000-400009")]
    [InlineData(400_010, 500_000, null)]
    public void FindOwner_NamesWhoHasAnIdOfIt(int first, int last, string? owner) =>
        Assert.Equal(owner, new UidRange((uint)first, (uint)last).FindOwner(Accounts, Subordinate));
}
