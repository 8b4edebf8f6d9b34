using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Files;

/// <summary>Reads the path of a file from the request line.</summary>
/// <remarks>
/// The server's own decoding keeps %2F and takes dots out, so "%2F" and "%252F" cannot be told apart after it. Here every escape is
/// decoded once, and what then holds ".." is refused instead of being folded.
/// </remarks>
internal static class RoutePath
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ProblemException">The path is malformed, or leads upwards.</exception>
    public static WorkspacePath Read(HttpContext context, SessionKey session)
    {
        var text = Decode(Cut(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, session));
        // Many clients fold "/files/." to "/files/": both are the workspace itself.
        if (text.Length == 0) return default;
        return WorkspacePath.TryParse(text, out var path, out var error) ? path : throw Invalid(error);
    }

    private static string Cut(string target, SessionKey session)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) target = target[..query];
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (!target.StartsWith('/') && scheme >= 0) target = target[Math.Max(target.IndexOf('/', scheme + 3), 0)..];
        var prefix = $"/v1/sessions/{session.Session.Value}/files";
        if (!target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) throw Invalid("Only the file's own path may be escaped.");
        var rest = target[prefix.Length..];
        return rest.StartsWith('/') ? rest[1..] : rest.Length == 0 ? rest : throw Invalid("Only the file's own path may be escaped.");
    }

    private static string Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add(text[i] < 0x80 ? (byte)text[i] : throw Invalid("The path holds a character that must be escaped."));
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw Invalid("A '%' in the path must be followed by two hexadecimal digits.");
            bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
            i += 2;
        }

        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid("The path is not UTF-8.");
        }
    }

    private static ProblemException Invalid(string detail) => new Problem(ProblemCodes.PathInvalid, detail).ToException();
}
