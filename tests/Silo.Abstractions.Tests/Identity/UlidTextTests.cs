using FsCheck.Fluent;
using Silo.Abstractions.Identity;
using Xunit;

namespace Silo.Abstractions.Tests.Identity;

public sealed class UlidTextTests
{
    [Fact]
    public void Create_TimeOfTheSpecification_HasItsFirstTenCharacters()
    {
        var text = UlidText.Create(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385), new byte[10]);

        Assert.Equal("01aryz6s410000000000000000", text);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000", "00000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("01563df3648166b1b63d4d1b54e4b6e0", "01ary")]
    [InlineData("00000000000000000000000000000001", "00000000000000000000000001")]
    [InlineData("80000000000000000000000000000000", "40000000000000000000000000")]
    public void Format_KnownBytes_GivesKnownText(string hex, string expected)
    {
        Assert.StartsWith(expected, UlidText.Format(Convert.FromHexString(hex)), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LaterTime_SortsLater()
    {
        var epoch = DateTimeOffset.UnixEpoch;
        var full = Enumerable.Repeat((byte)0xff, 10).ToArray();

        Sweep.Over(ArbMap.Default.ArbFor<(uint, ushort)>(), pair =>
        {
            var earlier = epoch.AddMilliseconds((long)pair.Item1 * pair.Item2);
            var a = UlidText.Create(earlier, full);
            var b = UlidText.Create(earlier.AddMilliseconds(1), new byte[10]);
            Assert.True(string.CompareOrdinal(a, b) < 0, $"{a} is not before {b}");
        });
    }

    [Fact]
    public void TryParse_WhatFormatWrote_GivesTheBytesBack()
    {
        Sweep.Over(ArbMap.Default.ArbFor<(ulong, ulong)>(), pair =>
        {
            var bytes = BitConverter.GetBytes(pair.Item1).Concat(BitConverter.GetBytes(pair.Item2)).ToArray();
            var back = new byte[UlidText.BinaryLength];
            Assert.True(UlidText.TryParse(UlidText.Format(bytes), back));
            Assert.Equal(bytes, back);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("01aryz6s41000000000000000")]
    [InlineData("01aryz6s4100000000000000000")]
    [InlineData("01ARYZ6S410000000000000000")]
    [InlineData("01aryz6s41000000000000000A")]
    [InlineData("80000000000000000000000000")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("01aryz6s41000000000000000i")]
    [InlineData("01aryz6s41000000000000000l")]
    [InlineData("01aryz6s41000000000000000o")]
    [InlineData("01aryz6s41000000000000000u")]
    [InlineData("01aryz6s41-000000000000000")]
    [InlineData("01aryz6s4100000000000000 0")]
    [InlineData("０1aryz6s41000000000000000")]
    public void TryParse_NotALowerCaseUlid_Refuses(string text)
    {
        Assert.False(UlidText.TryParse(text, new byte[UlidText.BinaryLength]));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    public void Create_WrongAmountOfRandomness_Throws(int length)
    {
        Assert.Throws<ArgumentException>(() => UlidText.Create(DateTimeOffset.UnixEpoch, new byte[length]));
    }

    [Fact]
    public void Create_TimeBefore1970_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => UlidText.Create(DateTimeOffset.UnixEpoch.AddMilliseconds(-1), new byte[10]));
    }
}
