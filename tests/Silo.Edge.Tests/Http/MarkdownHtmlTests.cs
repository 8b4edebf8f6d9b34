using System.Text;
using System.Text.RegularExpressions;
using Silo.Edge.Http.Events;

namespace Silo.Edge.Tests.Http;

public sealed partial class MarkdownHtmlTests
{
    private static readonly string[] Elements =
    [
        "p", "em", "strong", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br", "a", "table", "thead", "tbody", "tr", "th", "td", "del", "sub",
        "sup", "ins", "mark", "input",
    ];

    [Fact]
    public void Render_Markdown_IsHtml()
    {
        const string text = "# Title\n\nSome *emphasis*, `code` and a [link](https://example.com/a?b=1&c=2).\n\n- [x] done\n\n```sh\necho <b>\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        var html = MarkdownHtml.TryRender(text);
        Assert.Contains("<h1>Title</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.com/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">link</a>", html, StringComparison.Ordinal);
        Assert.Contains("<pre><code class=\"language-sh\">echo &lt;b&gt;\n</code></pre>", html, StringComparison.Ordinal);
        Assert.Contains("<td>2</td>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>window.ran=1</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<div>\n<svg/onload=alert(1)>\n</div>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](<java\tscript:alert(1)>)")]
    [InlineData("[x](\u0001javascript:alert(1))")]
    [InlineData("[x](vbscript:msgbox(1))")]
    [InlineData("[x](data:text/html,<script>alert(1)</script>)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//evil.example/x)")]
    [InlineData("[x](/v1/sessions)")]
    [InlineData("[x](blob:https://a/b)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    [InlineData("![x](https://evil.example/p.png)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("[![x](https://evil.example/p.png)](javascript:alert(1))")]
    [InlineData("[a]: javascript:alert(1)\n\n[a]")]
    [InlineData("[x](https://a \"onmouseover=alert(1)\")")]
    [InlineData("[x](https://a\"onmouseover=alert(1))")]
    [InlineData("```\"><script>alert(1)</script>\nx\n```")]
    [InlineData("```sh\" onload=\"alert(1)\nx\n```")]
    [InlineData("| <script>alert(1)</script> | b |\n|---|---|\n| <iframe src=x> | 2 |")]
    [InlineData("# x {onclick=alert(1)}")]
    [InlineData("<!-- --><base href=//evil><meta http-equiv=refresh content=0>")]
    [InlineData("<https://a\"><script>alert(1)</script>>")]
    public void Render_HostileMarkdown_HasOnlyWhatMarkdownMakes(string text)
    {
        var html = MarkdownHtml.TryRender(text);
        Assert.NotNull(html);
        foreach (Match tag in Tag().Matches(html))
        {
            Assert.Contains(tag.Groups["name"].Value, Elements);
            foreach (Match attribute in Attribute().Matches(tag.Groups["rest"].Value))
                Assert.Contains(attribute.Groups["name"].Value, (string[])["href", "rel", "target", "class", "disabled", "type", "checked", "start", "style"]);
        }

        foreach (Match link in Href().Matches(html)) Assert.Matches("^(https?|mailto):", link.Groups["url"].Value);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("*a _")]
    [InlineData("- ")]
    [InlineData("((")]
    [InlineData("`a``")]
    [InlineData("<a@")]
    [InlineData("|-")]
    [InlineData("[a](")]
    [InlineData("*")]
    [InlineData("~~**")]
    [InlineData("&#x")]
    public void Render_ManyOfThem_IsBoundedAndNeitherThrowsNorOverflows(string part)
    {
        var text = new StringBuilder();
        while (text.Length + part.Length <= MarkdownHtml.CharsMax) text.Append(part);
        var html = MarkdownHtml.TryRender(text.ToString());
        Assert.True(html is null || html.Length < 64 * MarkdownHtml.CharsMax);
    }

    [Fact]
    public void Render_TextThatIsTooLong_IsLeftAsText() => Assert.Null(MarkdownHtml.TryRender(new string('a', MarkdownHtml.CharsMax + 1)));

    [GeneratedRegex("<(?<slash>/?)(?<name>[a-zA-Z!?][a-zA-Z0-9-]*)(?<rest>[^>]*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[^\\s=\"/]+)(=\"[^\"]*\")?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Attribute();

    [GeneratedRegex("href=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Href();
}
