namespace Silo.Cli.Output;

/// <summary>Cuts text into lines that keep their ends.</summary>
internal static class TextLines
{
    internal static IEnumerable<string> LinesWithEnds(this string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            yield return text[start..next];
            start = next;
        }
    }
}
