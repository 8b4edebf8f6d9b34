using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Access;

/// <summary>The text of a key: <c>silo_</c>, the 26 characters of its id, <c>_</c>, and 256 bits of chance in lower-case hexadecimal.</summary>
/// <remarks>
/// The prefix and the one spelling let secret scanners find it. With 256 bits nobody guesses a secret from its SHA-256, fast as that is;
/// a slow hash is for passwords, which people choose.
/// </remarks>
internal static class KeyText
{
    internal const int SecretBytes = 32;
    internal const int Length = 5 + 26 + 1 + (2 * SecretBytes);

    private const string Prefix = "silo_";
    private const int IdEnd = 5 + 26;

    internal static string Write(KeyId id, ReadOnlySpan<byte> secret) => $"{Prefix}{id.Value.AsSpan(KeyId.Prefix.Length)}_{Convert.ToHexStringLower(secret)}";

    /// <summary>Reads a key's text; false for any other spelling.</summary>
    internal static bool TryRead(string? text, out KeyId id, [NotNullWhen(true)] out byte[]? secretSha256)
    {
        id = default;
        secretSha256 = null;
        if (text is not { Length: Length } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[IdEnd] != '_') return false;
        if (!KeyId.TryParse(KeyId.Prefix + text[Prefix.Length..IdEnd], out id)) return false;
        var hex = text.AsSpan(IdEnd + 1);
        foreach (var c in hex)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        secretSha256 = SHA256.HashData(Convert.FromHexString(hex));
        return true;
    }
}
