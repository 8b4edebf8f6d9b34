using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Silo.Edge.Http.Files;

/// <summary>The entity tag of a file: the SHA-256 of its content, so that it stays the same wherever and whenever the same bytes lie there.</summary>
internal static class FileTag
{
    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> sha256) => new($"\"{Convert.ToHexStringLower(sha256)}\"");

    /// <summary>Reads a file for its tag, and goes back to its beginning.</summary>
    /// <returns>Null when the file is longer than <paramref name="bytesMax"/>: reading it twice would cost too much.</returns>
    public static async Task<EntityTagHeaderValue?> ReadAsync(Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        if (content.Length > bytesMax) return null;
        var tag = Of(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        return tag;
    }
}
