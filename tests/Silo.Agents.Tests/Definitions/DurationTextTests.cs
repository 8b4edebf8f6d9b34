using Silo.Agents.Definitions;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("0s", 0)]
    public void TryParse_ADuration_ReadsIt(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("-5s")]
    [InlineData("5S")]
    [InlineData("1h30m")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999d")]
    [InlineData("infinite")]
    public void TryParse_AnythingElse_Refuses(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("4MiB", 4 << 20)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("30000", 30_000)]
    [InlineData("2GiB", 2L << 30)]
    public void ByteSize_ASize_ReadsIt(string text, long bytes)
    {
        Assert.True(ByteSizeText.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("4MB")]
    [InlineData("4 MiB")]
    [InlineData("-1")]
    [InlineData("0.0001KiB")]
    [InlineData("99999999TiB")]
    public void ByteSize_AnythingElse_Refuses(string text) => Assert.False(ByteSizeText.TryParse(text, out _));
}
