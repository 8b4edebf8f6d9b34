using FsCheck.Fluent;
using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Abstractions.Tests.Workspaces;

public sealed class WorkspacePathTests
{
    [Theory]
    [InlineData(".", ".")]
    [InlineData("./", ".")]
    [InlineData("a", "a")]
    [InlineData("a/", "a")]
    [InlineData("./a", "a")]
    [InlineData("a//b", "a/b")]
    [InlineData("a/./b/.", "a/b")]
    [InlineData("...", "...")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData("~/x", "~/x")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("%2e%2e/x", "%2e%2e/x")]
    [InlineData("ü/日本/😀", "ü/日本/😀")]
    [InlineData("a b", "a b")]
    [InlineData("\uFFFD", "\uFFFD")]
    public void TryParse_InsideTheWorkspace_Normalises(string text, string expected)
    {
        Assert.True(WorkspacePath.TryParse(text, out var path, out var error), error);
        Assert.Equal(expected, path.Value);
        Assert.Equal(expected == ".", path.IsRoot);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("//a")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a/../b")]
    [InlineData("a/b/../../..")]
    [InlineData("./..")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("\u001b[2J")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    public void TryParse_Hostile_RefusesWithAReason(string? text)
    {
        Assert.False(WorkspacePath.TryParse(text, out var path, out var error));
        Assert.NotEmpty(error);
        Assert.True(path.IsRoot);
    }

    public static TheoryData<char[]> BrokenUnicode => new(
        ['\uD800'],
        ['\uDC00'],
        ['a', '\uD83D', '/', '\uDE00'],
        ['\uDE00', '\uD83D'],
        ['\uFFFD', '\uD800']); // A real replacement character does not excuse the lone surrogate.

    [Theory]
    [MemberData(nameof(BrokenUnicode))]
    public void TryParse_LoneSurrogate_Refuses(char[] text) => Assert.False(WorkspacePath.TryParse(new string(text), out _, out _));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void TryParse_NameAtTheBound_CountsBytes(int bytes, bool taken)
    {
        Assert.Equal(taken, WorkspacePath.TryParse(new string('a', bytes), out _, out _));
        Assert.Equal(taken, WorkspacePath.TryParse(new string('é', bytes / 2) + new string('a', bytes % 2), out _, out _));
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void TryParse_PathAtTheBound_CountsBytes(int bytes, bool taken)
    {
        var path = string.Concat(Enumerable.Repeat("abc/", bytes / 4)) + new string('a', bytes % 4);
        Assert.Equal(taken, WorkspacePath.TryParse(path, out _, out _));
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndNeverLeadsOut()
    {
        var names = Gen.Elements("a", "..", ".", "", "/", "\\", "\0", "...", "\uD800", "\uFFFD", "é", "a b", "-rf");
        var texts = Gen.ListOf(names).Select(n => string.Join('/', n));
        Sweep.Over(texts.ToArbitrary(), text =>
        {
            if (!WorkspacePath.TryParse(text, out var path, out _)) return;
            Assert.DoesNotContain("..", path.Value.Split('/'));
            Assert.DoesNotContain(string.Empty, path.Value.Split('/'));
            Assert.True(WorkspacePath.TryParse(path.Value, out var again, out _));
            Assert.Equal(path, again);
        }, count: 1000);
    }

    [Fact]
    public void Default_AndDot_AreOnePath()
    {
        Assert.True(WorkspacePath.TryParse(".", out var dot, out _));
        Assert.Equal(default, dot);
        Assert.Equal(default(WorkspacePath).GetHashCode(), dot.GetHashCode());
    }
}
