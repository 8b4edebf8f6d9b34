using System.Text.RegularExpressions;
using Xunit;

namespace Silo.Architecture.Tests.Documents;

public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Markdown];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_RelativeLinks_LeadSomewhere(string page)
    {
        var broken = Links(page).Where(l => !Repository.Exists(Target(page, l)) || (Anchor(l) is { } anchor && !Anchors(Target(page, l)).Contains(anchor)));
        Expect.None(broken);
    }

    [Fact]
    public void ErrorPages_EachOne_IsLinkedFromItsReadme()
    {
        var pages = Repository.Files("docs/errors", "*.md").Where(p => p != "docs/errors/README.md").ToList();
        Assert.NotEmpty(pages);
        Expect.None(pages.Except(Links("docs/errors/README.md").Select(l => Target("docs/errors/README.md", l))));
    }

    [Fact]
    public void Rule_OfLinks_SeesLinksAndNotCode()
    {
        Assert.Equal(["a.md", "b.md#c"], LinksIn("[x](a.md) `[y](no.md)` and [z](b.md#c)\n```\n[code](no.md)\n```\n[w](https://example.org)"));
        Assert.Equal("the-long-way-round-2", Slug("The *long* way round (2)"));
    }

    private static IEnumerable<string> Links(string page) => LinksIn(Repository.Read(page));

    private static IEnumerable<string> LinksIn(string text) => Link().Matches(Code().Replace(text, string.Empty))
        .Select(m => m.Groups["target"].Value)
        .Where(t => !t.Contains("://", StringComparison.Ordinal) && !t.StartsWith("mailto:", StringComparison.Ordinal));

    private static string Target(string page, string link)
    {
        var path = link.Split('#')[0];
        return path.Length == 0
            ? page
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Path.GetDirectoryName(Repository.FullPath(page))!));
    }

    private static string? Anchor(string link) => link.Split('#') is [_, var anchor] ? anchor : null;

    private static IEnumerable<string> Anchors(string page) => page.EndsWith(".md", StringComparison.Ordinal)
        ? Repository.Lines(page).Where(l => l.StartsWith('#')).Select(l => Slug(l.TrimStart('#').Trim()))
        : [];

    private static string Slug(string heading) =>
        NotInSlug().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]*`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInSlug();
}
