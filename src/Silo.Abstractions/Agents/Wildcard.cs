namespace Silo.Abstractions.Agents;

/// <summary>Patterns in which <c>*</c> stands for any text, also none; every other character stands for itself.</summary>
/// <remarks>A pattern has to fit the whole text. No regular expression: it takes no clock to bound, and reads the same in every language.</remarks>
public static class Wildcard
{
    /// <summary>Tells whether a text is a pattern, not the name of one thing.</summary>
    public static bool IsPattern(string text) => text.Contains('*');

    /// <summary>Tells whether a text fits a pattern; upper and lower case differ.</summary>
    public static bool Fits(string pattern, ReadOnlySpan<char> text)
    {
        var rest = pattern.AsSpan();
        var star = rest.IndexOf('*');
        if (star < 0) return text.SequenceEqual(rest);
        if (!text.StartsWith(rest[..star])) return false;
        text = text[star..];

        // The first place of each piece is as good as any later one; only the last piece must stand at the very end.
        for (rest = rest[(star + 1)..]; (star = rest.IndexOf('*')) >= 0; rest = rest[(star + 1)..])
        {
            var at = text.IndexOf(rest[..star]);
            if (at < 0) return false;
            text = text[(at + star)..];
        }

        return text.EndsWith(rest);
    }
}
