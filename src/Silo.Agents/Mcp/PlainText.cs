using System.Text;

namespace Silo.Agents.Mcp;

/// <summary>Text from a server as it may be shown: whole characters, no control characters, within a bound. Pure.</summary>
internal static class PlainText
{
    /// <summary>One line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charsMax">Most characters, the mark of a cut included.</param>
    /// <param name="keepEnd">Whether a text that is too long keeps its end instead of its beginning.</param>
    public static string OneLine(string text, int charsMax, bool keepEnd = false) => Clean(text, charsMax, keepEnd, lines: false);

    /// <summary>Any number of lines.</summary>
    public static string Lines(string text, int charsMax) => Clean(text, charsMax, keepEnd: false, lines: true);

    private static string Clean(string text, int charsMax, bool keepEnd, bool lines)
    {
        // What lies beyond is not even looked at.
        var part = text.Length <= 4 * charsMax ? text : keepEnd ? text[^(4 * charsMax)..] : text[..(4 * charsMax)];
        var kept = new StringBuilder(Math.Min(part.Length, charsMax));
        foreach (var rune in part.EnumerateRunes())
        {
            if (lines && rune.Value is '\n' or '\t') kept.Append((char)rune.Value);
            else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029) kept.Append(' ');
            else kept.Append(rune.ToString());
        }

        var clean = lines ? kept.ToString() : string.Join(' ', kept.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length <= charsMax) return clean;
        if (keepEnd)
        {
            var start = clean.Length - charsMax + 1;
            return "…" + clean[(char.IsLowSurrogate(clean[start]) ? start + 1 : start)..];
        }

        var end = charsMax - 1;
        return clean[..(char.IsLowSurrogate(clean[end]) ? end - 1 : end)] + "…";
    }
}
