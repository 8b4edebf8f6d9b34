using System.Text;

namespace Silo.Storage.Postgres.Engine;

/// <summary>Text as it stands in the database.</summary>
/// <remarks>
/// PostgreSQL's text holds every character but NUL, and people may name a session as they like: NUL is written <c>\0</c>, and so a
/// backslash <c>\\</c>. Half a character, which is no text, becomes U+FFFD.
/// </remarks>
internal static class StoredText
{
    internal static string? Encode(string? text)
    {
        if (text is null) return null;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.AsSpan().IndexOfAny('\0', '\\') < 0 ? text : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal);
    }

    internal static string? Decode(string? stored)
    {
        if (stored is null || !stored.Contains('\\')) return stored;
        var text = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] != '\\')
            {
                text.Append(stored[i]);
                continue;
            }

            text.Append((++i < stored.Length ? stored[i] : ' ') switch
            {
                '0' => '\0',
                '\\' => '\\',
                _ => throw new FormatException("A text of the journal holds an escape that Silo never writes."),
            });
        }

        return text.ToString();
    }
}
