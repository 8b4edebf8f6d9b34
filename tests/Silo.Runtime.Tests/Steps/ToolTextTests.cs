using System.Text;
using Silo.Runtime.Steps;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

public sealed class ToolTextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void Cut_AtEveryBound_KeepsWholeCharactersFromBothEnds(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 40));
        var bytes = Encoding.UTF8.GetByteCount(text);
        for (var max = 1; max < bytes; max++)
        {
            var cut = ToolText.Cut(text, max);
            Assert.DoesNotContain('\ufffd', cut);
            var lines = cut.Split('\n');
            Assert.Equal(3, lines.Length);
            Assert.StartsWith(lines[0], text, StringComparison.Ordinal);
            Assert.EndsWith(lines[2], text, StringComparison.Ordinal);
            var kept = Encoding.UTF8.GetByteCount(lines[0]) + Encoding.UTF8.GetByteCount(lines[2]);
            Assert.InRange(kept, 0, max);
            Assert.Contains($" {bytes - kept} bytes left out", lines[1], StringComparison.Ordinal);
        }

        Assert.Same(text, ToolText.Cut(text, bytes));
    }

    [Fact]
    public void Text_WithHalfACharacter_IsMadeWhole()
    {
        // Not as data of a theory: what cannot be written cannot be an attribute either.
        Assert.Equal("plain", WholeText.Of("plain"));
        Assert.Equal("a😀b", WholeText.Of("a😀b"));
        Assert.Equal("a\ufffd", WholeText.Of("a\ud83d"));
        Assert.Equal("\ufffdb", WholeText.Of("\ude00b"));
    }

    [Fact]
    public void Text_CutToLength_IsNeverCutInsideACharacter()
    {
        Assert.Equal("ab…", WholeText.Cut("ab😀cd", 3));
        Assert.Equal("ab😀…", WholeText.Cut("ab😀cd", 4));
        Assert.Equal("ab😀cd", WholeText.Cut("ab😀cd", 6));
    }
}
