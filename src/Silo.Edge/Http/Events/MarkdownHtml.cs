using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Silo.Edge.Http.Events;

/// <summary>Makes HTML of the Markdown that a model wrote, which is hostile: of its markup only what Markdown itself makes comes out.</summary>
internal static class MarkdownHtml
{
    /// <summary>Longest text that is rendered, in characters.</summary>
    public const int CharsMax = 64 * 1024;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().UseEmphasisExtras().Build();

    /// <summary>The HTML; null when the text is too long, or nests deeper than anything that is meant to be read.</summary>
    public static string? TryRender(string text)
    {
        if (text.Length > CharsMax) return null;
        try
        {
            var document = Markdown.Parse(text, Pipeline);
            foreach (var link in document.Descendants<LinkInline>().ToList()) Check(link);
            foreach (var link in document.Descendants<AutolinkInline>().ToList()) Check(link);
            return document.ToHtml(Pipeline);
        }
        catch (ArgumentException)
        {
            // So says Markdig of what nests too deeply.
            return null;
        }
    }

    private static void Check(LinkInline link)
    {
        // A picture of elsewhere would tell somebody that, and when, the message was read.
        link.IsImage = false;
        link.Title = null;
        if (link.FirstChild is null) link.AppendChild(new LiteralInline(link.Url ?? string.Empty));
        if (link.GetDynamicUrl is { } dynamic) link.Url = dynamic();
        link.GetDynamicUrl = null;
        if (IsAllowed(link.Url)) Mark(link);
        else Unlink(link);
    }

    private static void Check(AutolinkInline link)
    {
        if (IsAllowed(link.IsEmail ? "mailto:" + link.Url : link.Url)) Mark(link);
        else link.ReplaceBy(new LiteralInline(link.Url));
    }

    // What it says stays, as text.
    private static void Unlink(LinkInline link)
    {
        foreach (var child in link.ToList())
        {
            child.Remove();
            link.InsertBefore(child);
        }

        link.Remove();
    }

    private static void Mark(MarkdownObject link)
    {
        var attributes = link.GetAttributes();
        attributes.AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
        attributes.AddPropertyIfNotExist("target", "_blank");
    }

    private static bool IsAllowed(string? url) =>
        url is not null && !url.Any(char.IsControl) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https" or "mailto");
}
