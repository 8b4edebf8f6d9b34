using Silo.Cli.Chat;
using Xunit;

namespace Silo.Client.Tests.Cli.Chat;

public sealed class RowWrapperTests
{
    [Fact]
    public void Rows_HoldNoMoreThanTheirColumns_HoweverTheTextIsCut()
    {
        const string Text = "The quick brown fox\n日本語の文 and 👍 thumbs\tafter\u001b[2m dim words here \u001b[0mplain averyveryverylongwordthatfitsnowhere end";
        string[] expected =
        [
            "The quick ", "brown fox", "日本語の文 ", "and 👍 ", "thumbs  ", "after\u001b[2m dim ", "\u001b[2mwords here \u001b[0m",
        ];
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            if (cut > 0 && cut < Text.Length && (char.IsLowSurrogate(Text[cut]) || Inside(Text, cut))) continue;
            var wrapper = new RowWrapper { Columns = 12 };
            wrapper.Append(Text[..cut]);
            var rows = wrapper.TakeWhole().ToList();
            wrapper.Append(Text[cut..]);
            rows.AddRange(wrapper.TakeWhole());
            Assert.Equal(expected.Select(Plain), rows.Take(expected.Length).Select(Plain));
            Assert.Equal(Plain(Text.Replace("\n", "").Replace("\t", "  ")), string.Concat(rows.Append(wrapper.Partial).Select(Plain)));
            Assert.All(rows, row => Assert.InRange(Plain(row).EnumerateRunes().Sum(Cells.Of), 0, 12));
        }
    }

    [Fact]
    public void Row_OfMarksWithoutEnd_IsBounded()
    {
        var wrapper = new RowWrapper { Columns = 20 };
        wrapper.Append("a" + new string('\u0301', 100_000));
        Assert.All(wrapper.TakeWhole().Append(wrapper.Partial), row => Assert.InRange(row.Length, 0, 400));
    }

    // Our own colours are never cut.
    private static bool Inside(string text, int at) => text.LastIndexOf('\u001b', at - 1) is >= 0 and var escape && text.IndexOf('m', escape) >= at;

    private static string Plain(string row) => System.Text.RegularExpressions.Regex.Replace(row, "\u001b\\[[0-9]+m", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
}
