using System.Buffers;
using System.Collections.Frozen;

namespace Silo.Abstractions.Artifacts;

/// <summary>Media types (RFC 6838) of artifacts, without parameters.</summary>
public static class MediaType
{
    /// <summary>Of what nothing is known of.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+");

    private static readonly FrozenDictionary<string, string> ByEnding = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["txt"] = "text/plain",
        ["log"] = "text/plain",
        ["md"] = "text/markdown",
        ["csv"] = "text/csv",
        ["tsv"] = "text/tab-separated-values",
        ["html"] = "text/html",
        ["htm"] = "text/html",
        ["css"] = "text/css",
        ["js"] = "text/javascript",
        ["json"] = "application/json",
        ["yaml"] = "application/yaml",
        ["yml"] = "application/yaml",
        ["xml"] = "application/xml",
        ["diff"] = "text/x-diff",
        ["patch"] = "text/x-diff",
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
        ["svg"] = "image/svg+xml",
        ["pdf"] = "application/pdf",
        ["zip"] = "application/zip",
        ["gz"] = "application/gzip",
        ["tar"] = "application/x-tar",
        ["mp3"] = "audio/mpeg",
        ["wav"] = "audio/wav",
        ["ogg"] = "audio/ogg",
        ["mp4"] = "video/mp4",
        ["webm"] = "video/webm",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type that a file's name tells; <see cref="Unknown"/> when it tells none.</summary>
    public static string OfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.LastIndexOf('.');
        return dot >= 0 && ByEnding.TryGetValue(name[(dot + 1)..], out var type) ? type : Unknown;
    }

    /// <summary>Whether a text is a type and a subtype of RFC 6838, section 4.2, without parameters, of at most <see cref="ArtifactLimits.MediaTypeCharactersMax"/> characters.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return text.Length <= ArtifactLimits.MediaTypeCharactersMax && slash > 0 && slash < text.Length - 1
            && IsName(text.AsSpan(0, slash)) && IsName(text.AsSpan(slash + 1));
    }

    private static bool IsName(ReadOnlySpan<char> name) => char.IsAsciiLetterOrDigit(name[0]) && !name.ContainsAnyExcept(NameCharacters);
}
