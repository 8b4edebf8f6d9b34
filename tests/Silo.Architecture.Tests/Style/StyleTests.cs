using System.Text.RegularExpressions;
using Xunit;

namespace Silo.Architecture.Tests.Style;

/// <summary>The rules of style that no analyzer knows.</summary>
public sealed partial class StyleTests
{
    private const int LinesMax = 300;

    // Longer files, each with its own bound and a reason. Shrink the bound with the file; a new entry wants a reason.
    private static readonly Dictionary<string, int> LongFiles = new(StringComparer.Ordinal);

    [Fact]
    public void Files_Longer_AreOnTheList()
    {
        var longer = Repository.CSharp.Select(f => (File: f, Lines: Repository.Lines(f).Length)).Where(f => f.Lines > LongFiles.GetValueOrDefault(f.File, LinesMax));
        Expect.None(longer.Select(f => $"{f.File} has {f.Lines} lines"));
    }

    [Fact]
    public void List_OfLongFiles_NamesOnlyLongFiles() =>
        Assert.DoesNotContain(LongFiles.Keys, f => !Repository.Exists(f) || Repository.Lines(f).Length <= LinesMax);

    [Fact]
    public void Names_SayWhatAThingIs() =>
        Expect.None(Repository.CSharp.Where(f => f.Split('/').Any(part => VagueName().IsMatch(Path.GetFileNameWithoutExtension(part)))));

    [Theory]
    [InlineData("StringUtils", true)]
    [InlineData("Helpers", true)]
    [InlineData("SessionManager", true)]
    [InlineData("Common", true)]
    [InlineData("ManagedBytes", false)]
    [InlineData("UncommonCase", false)]
    public void Rule_OfNames_TellsThemApart(string name, bool vague) => Assert.Equal(vague, VagueName().IsMatch(name));

    [Fact]
    public void Code_HoldsNoUnfinishedMark()
    {
        var marks = new Regex($@"\b({string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X")})\b", RegexOptions.None, TimeSpan.FromSeconds(5));
        var files = Repository.CSharp.Concat(Repository.Markdown).Concat(Repository.Files("eng", "*")).Concat(Repository.Files("agents", "*"));
        Expect.None(files.SelectMany(f => Repository.Lines(f).Select((line, i) => (Where: $"{f}:{i + 1}", line))).Where(l => marks.IsMatch(l.line)).Select(l => l.Where));
    }

    [Fact]
    public void LoggerMessages_AcrossTheSource_HaveEventIdsOfTheirOwn()
    {
        var messages = Repository.CSharp.Where(f => f.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => LoggerMessage().Matches(Repository.Read(f)).Select(m => (File: f, Id: m.Groups["id"].Value, m.Value)))
            .ToList();

        Expect.None(messages.Where(m => m.Id.Length == 0).Select(m => $"{m.File}: no event id in {m.Value}"));
        Expect.None(messages.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => m.File))}"));
    }

    [Theory]
    [InlineData("[LoggerMessage(EventId = 1001, Level = LogLevel.Information)]", "1001")]
    [InlineData("[LoggerMessage(1002, LogLevel.Warning, \"x\")]", "1002")]
    [InlineData("[LoggerMessage(Level = LogLevel.Error,\n  EventId = 1003)]", "1003")]
    [InlineData("[LoggerMessage(Level = LogLevel.Error, Message = \"took 5\")]", "")]
    public void Rule_OfEventIds_ReadsThem(string attribute, string id) => Assert.Equal(id, LoggerMessage().Match(attribute).Groups["id"].Value);

    [GeneratedRegex(@"(Utils?|Utilit(y|ies)|Helpers?|Managers?)$|(^|\.)Common$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\[LoggerMessage\((\s*(?<id>\d+)|[^\]]*?EventId\s*=\s*(?<id>\d+))?[^\]]*\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LoggerMessage();
}
