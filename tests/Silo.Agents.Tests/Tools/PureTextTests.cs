using System.Text;
using Silo.Agents.Tools;
using Xunit;

namespace Silo.Agents.Tests.Tools;

/// <summary>The pure parts against plain models of them, over seeded random texts.</summary>
public sealed class PureTextTests
{
    private const int Seed = 20261120;

    [Fact]
    public void LineWindow_AnyTextInAnyPieces_PicksWhatSplittingPicks()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = RandomText(random, "ab\n\né", 30);
            var (first, count) = (random.Next(1, 8), random.Next(1, 8));
            var window = new LineWindow(first, count, 1_000);
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, 6), bytes.Length - at);
                window.Add(bytes.AsSpan(at, length));
                at += length;
            }

            var lines = text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
            Assert.Equal(lines.Skip(first - 1).Take(count), window.Text());
            Assert.Equal(lines.Length > first - 1 + count, window.More);
            if (!window.More) Assert.Equal(lines.Length, window.Lines);
        }
    }

    [Fact]
    public void LineWindow_AnyBound_KeepsABeginningWithoutBrokenCharacters()
    {
        var bytes = "aé€\n😀b\nc"u8.ToArray();
        for (var max = 1; max <= bytes.Length; max++)
        {
            var window = new LineWindow(1, 100, max);
            foreach (var b in bytes) window.Add([b]);
            var kept = string.Join('\n', window.Text());
            Assert.StartsWith(kept, "aé€\n😀b\nc");
            Assert.DoesNotContain('\uFFFD', kept);
            Assert.Equal(max < bytes.Length, window.More);
        }
    }

    [Fact]
    public void LineWindow_AnyBoundAndPieces_KeepsWholeLinesUnlessTheFirstIsTooLong()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = RandomText(random, "ab\n€é", 30);
            var bytes = Encoding.UTF8.GetBytes(text);
            var window = new LineWindow(1, 100, random.Next(1, 40), random.Next(0, 3));
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, 6), bytes.Length - at);
                window.Add(bytes.AsSpan(at, length));
                at += length;
            }

            var kept = Encoding.UTF8.GetString(bytes.AsSpan(0, window.KeptBytes));
            Assert.DoesNotContain('\uFFFD', kept);
            if (!window.More) Assert.Equal(text, kept);
            else if (window.Cut) Assert.DoesNotContain('\n', kept);
            else Assert.EndsWith("\n", kept);
        }
    }

    [Fact]
    public void TextCheck_AnyBytesInAnyPieces_AnswersAsForAllAtOnce()
    {
        var random = new Random(Seed);
        byte[] alphabet = [0, (byte)'a', 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xED, 0xA0];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(0, 9)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            var check = new TextCheck();
            var isText = true;
            for (var at = 0; at < bytes.Length && isText;)
            {
                var length = Math.Min(random.Next(1, 4), bytes.Length - at);
                isText = check.Add(bytes.AsSpan(at, length));
                at += length;
            }

            Assert.Equal(System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.Contains((byte)0), isText && check.MayEnd);
        }
    }

    [Fact]
    public void TextEdit_AnyTexts_ReplacesAsStringsDo()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var (file, old, replacement) = (RandomText(random, "aab", 20), "a" + RandomText(random, "ab", 2), RandomText(random, "abé", 4));
            var result = TextEdit.Replace(Encoding.UTF8.GetBytes(file), Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(replacement));
            Assert.Equal(file.Replace(old, replacement), Encoding.UTF8.GetString(result));
        }
    }

    [Fact]
    public void MiddleCut_AnyPieces_KeepsBothEndsAndCountsTheRest()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(i => (char)('a' + i % 26)));
            var keep = random.Next(1, 12);
            var cut = new MiddleCut(keep);
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, 20), bytes.Length - at);
                cut.Add(bytes.AsSpan(at, length));
                at += length;
            }

            var expected = text.Length <= 2 * keep ? text : $"{text[..keep]}\n[… {text.Length - 2 * keep} bytes left out here …]\n{text[^keep..]}";
            Assert.Equal(expected, cut.ToString());
        }
    }

    [Fact]
    public void MiddleCut_CutWithinCharacters_BreaksNone()
    {
        var text = string.Concat(Enumerable.Repeat("é€😀", 10));
        for (var keep = 4; keep < 40; keep++)
        {
            var cut = new MiddleCut(keep);
            cut.Add(Encoding.UTF8.GetBytes(text));
            var parts = cut.ToString().Split('\n');
            Assert.StartsWith(parts[0], text);
            Assert.EndsWith(parts[^1], text);
            Assert.Equal(Encoding.UTF8.GetByteCount(text), Encoding.UTF8.GetByteCount(parts[0] + parts[^1]) + int.Parse(parts[1].Split(' ')[1]));
        }
    }

    [Fact]
    public async Task LineReader_AnyText_ReadsItsLines()
    {
        var text = string.Join('\n', Enumerable.Range(0, 5_000).Select(i => new string('x', i % 57)));
        var lines = new LineReader(new StringReader(text));
        var read = new List<string>();
        while (await lines.ReadAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Add(line.ToString());
            Assert.Equal(read.Count, lines.Number);
        }

        Assert.Equal(text.Split('\n'), read);
    }

    [Theory]
    [InlineData("*.cs", "a.cs", true)]
    [InlineData("*.cs", "deep/er/a.cs", true)]
    [InlineData("*.cs", "a.css", false)]
    [InlineData("src/*.cs", "src/a.cs", true)]
    [InlineData("src/*.cs", "src/x/a.cs", false)]
    [InlineData("src/**/*.cs", "src/a.cs", true)]
    [InlineData("src/**/*.cs", "src/x/y/a.cs", true)]
    [InlineData("**/a.cs", "a.cs", true)]
    [InlineData("src/**", "src/x/y", true)]
    [InlineData("*.{ts,tsx}", "a.tsx", true)]
    [InlineData("*.{ts,tsx}", "a.js", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c/d", "a/c/d", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]+(b)", "[a]+(b)", true)]
    [InlineData("a,b", "a,b", true)]
    public void Glob_Pattern_MatchesAsDocumented(string pattern, string path, bool matches) =>
        Assert.Equal(matches, Glob.Parse(pattern)!.Matches(path));

    private static string RandomText(Random random, string alphabet, int lengthMax) =>
        string.Concat(Enumerable.Range(0, random.Next(0, lengthMax + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));
}
