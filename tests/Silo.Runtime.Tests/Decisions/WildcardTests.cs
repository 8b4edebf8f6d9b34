using Silo.Abstractions.Agents;
using Xunit;

namespace Silo.Runtime.Tests.Decisions;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("abc", "abcd", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "any\nthing", true)]
    [InlineData("**", "x", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "ba", true)]
    [InlineData("*a", "ab", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("*rm -rf*", "cd x && rm -rf y", true)]
    [InlineData("git *", "git status", true)]
    [InlineData("git *", "git", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("a*bc*bc", "abc", false)]
    [InlineData("a*bc*bc", "abcbc", true)]
    [InlineData("[a-z]?.", "[a-z]?.", true)]
    [InlineData("github__*", "github__search", true)]
    public void Fits_PatternAndText_Answers(string pattern, string text, bool fits) => Assert.Equal(fits, Wildcard.Fits(pattern, text));

    [Fact]
    public void Fits_PatternThatWouldBacktrack_IsAnsweredByOnePassForEachPiece() =>
        Assert.False(Wildcard.Fits(string.Concat(Enumerable.Repeat("*a", 500)) + "*b", new string('a', 256 * 1024)));
}
