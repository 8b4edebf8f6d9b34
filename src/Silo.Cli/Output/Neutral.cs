using System.Globalization;
using System.Text;

namespace Silo.Cli.Output;

/// <summary>Makes text of models, tools and servers harmless to a terminal: nothing in it moves the cursor, sets a title or turns the writing around.</summary>
/// <remarks>
/// Needs no state between pieces, because every control character is replaced by itself, never a sequence: a sequence cut in two is as
/// harmless as a whole one. C0 and DEL become their control pictures (U+2400 and on), C1 and the bidirectional controls (Unicode UAX #9;
/// "Trojan Source", CVE-2021-42574) are written out as <c>\u…</c>.
/// </remarks>
internal static class Neutral
{
    /// <summary>Text of many lines: line feeds and tabs stay.</summary>
    internal static string Text(string text) => Replace(text, keepLines: true, json: false);

    /// <summary>Text for one line: line feeds and tabs become visible too.</summary>
    internal static string Line(string text) => Replace(text, keepLines: false, json: false);

    /// <summary>JSON: the same document, with everything that a terminal could take for a command escaped as JSON does.</summary>
    internal static string Json(string json) => Replace(json, keepLines: false, json: true);

    /// <summary>The same with every character that shows nothing written out; for what a person decides on. Neutralise it as well.</summary>
    internal static string Seen(string text)
    {
        if (!text.EnumerateRunes().Any(ShowsNothing)) return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (ShowsNothing(rune)) result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x4}}}");
            else result.Append(rune.ToString());
        }

        return result.ToString();
    }

    // Formats (tags among them), fillers and variation selectors, but for the joiner and the selector that emoji need.
    private static bool ShowsNothing(Rune rune) => rune.Value switch
    {
        0x200d or 0xfe0f => false,
        0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0 => true,
        (>= 0x180b and <= 0x180f) or (>= 0xfe00 and <= 0xfe0e) or (>= 0xe0000 and <= 0xe0fff) => true,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    };

    private static string Replace(string text, bool keepLines, bool json)
    {
        var first = 0;
        while (first < text.Length && !IsRefused(text[first], keepLines)) first++;
        if (first == text.Length) return text;
        var result = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var c = text[i];
            if (!IsRefused(c, keepLines)) result.Append(c);
            else if (json && c <= ' ') result.Append(' '); // Only between members: inside a string JSON does not allow it.
            else if (!json && c < ' ') result.Append((char)('\u2400' + c));
            else if (!json && c == '\u007f') result.Append('\u2421');
            else result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return result.ToString();
    }

    private static bool IsRefused(char c, bool keepLines) => c switch
    {
        '\n' or '\t' => !keepLines,
        < ' ' or (>= '\u007f' and <= '\u009f') => true,
        '\u061c' or '\u200e' or '\u200f' or '\u2028' or '\u2029' => true,
        (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
        _ => false,
    };
}
