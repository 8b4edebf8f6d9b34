using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Silo.Abstractions.Artifacts;

/// <summary>What an artifact may be called: a file name that people can read and save under, and nothing that leads elsewhere.</summary>
public static class ArtifactName
{
    /// <summary>Checks a name.</summary>
    /// <param name="name">The name; hostile.</param>
    /// <param name="error">What is wrong with it and what to do instead; null when nothing is.</param>
    /// <returns>Whether it is 1 to <see cref="ArtifactLimits.NameBytesMax"/> bytes of Unicode without slashes, without characters that are not seen or that turn text around, and not only dots and blanks.</returns>
    public static bool IsValid(string name, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = Find(name);
        return error is null;
    }

    private static string? Find(string name)
    {
        if (name.All(c => c == '.' || char.IsWhiteSpace(c))) return "A name needs more than dots and blanks.";
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1])) return "A name neither begins nor ends with a blank.";
        if (Encoding.UTF8.GetByteCount(name) > ArtifactLimits.NameBytesMax) return $"A name has at most {ArtifactLimits.NameBytesMax} bytes.";
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is '/' or '\\') return "A name holds no slash: it is a file's name, not its path.";
            if (rune == Rune.ReplacementChar) return "A name holds valid Unicode only.";
            if (ShowsNothing(rune)) return "A name holds only characters that are seen.";
        }

        return null;
    }

    // Fillers and variation selectors are letters and marks to Unicode; but for the selector that emoji need.
    private static bool ShowsNothing(Rune rune) => rune.Value switch
    {
        0xfe0f => false,
        0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0 => true,
        (>= 0x180b and <= 0x180f) or (>= 0xfe00 and <= 0xfe0e) or (>= 0xe0000 and <= 0xe0fff) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned,
    };
}
