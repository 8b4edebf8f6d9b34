using System.Text;
using System.Text.Json;

namespace Silo.Edge.Auth.Jwt;

/// <summary>A token as it was sent (RFC 7515), of which nothing is known to be true yet.</summary>
internal sealed class JwtToken
{
    /// <summary>Longest token that is looked at.</summary>
    public const int CharsMax = 16 * 1024;

    private JwtToken()
    {
    }

    public required JwtAlgorithm Algorithm { get; init; }

    public required string KeyId { get; init; }

    /// <summary>What is signed: header and claims as they were sent.</summary>
    public required byte[] Signed { get; init; }

    public required byte[] Signature { get; init; }

    public required byte[] Claims { get; init; }

    /// <summary>Whether a text can be nothing but a token.</summary>
    public static bool LooksLikeOne(string text) => text.AsSpan().Count('.') == 2;

    /// <summary>Reads a token; null for what is none, or is none that could ever be taken.</summary>
    public static JwtToken? Read(string text)
    {
        if (text.Length > CharsMax || text.Split('.') is not [var header, var claims, var signature]) return null;
        if (JwtJson.Decode(header) is not { } headerBytes || JwtJson.Decode(claims) is not { } claimBytes || JwtJson.Decode(signature) is not { Length: > 0 } signatureBytes) return null;
        try
        {
            using var document = JwtJson.Parse(headerBytes);
            var root = document.RootElement;
            // A header that must be understood is not: RFC 7515, 4.1.11.
            if (JwtJson.Member(root, "crit") is not null || JwtJson.Member(root, "b64") is not null || JwtJson.Member(root, "zip") is not null) return null;
            if (JwtJson.Member(root, "typ") is not null && !IsAccess(JwtJson.Text(root, "typ"))) return null;
            if (JwtAlgorithm.Find(JwtJson.Text(root, "alg")) is not { } algorithm || JwtJson.Text(root, "kid") is not { Length: >= 1 } key) return null;
            return new JwtToken { Algorithm = algorithm, KeyId = key, Signed = Encoding.ASCII.GetBytes($"{header}.{claims}"), Signature = signatureBytes, Claims = claimBytes };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Providers sign more than access: what is for a logout, say, opens nothing (RFC 8725, 3.11).
    private static bool IsAccess(string? type) =>
        type is not null && (string.Equals(type, "JWT", StringComparison.OrdinalIgnoreCase) || string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase)
            || string.Equals(type, "application/at+jwt", StringComparison.OrdinalIgnoreCase));
}
