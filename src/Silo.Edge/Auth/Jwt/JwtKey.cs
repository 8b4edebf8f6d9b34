using System.Security.Cryptography;

namespace Silo.Edge.Auth.Jwt;

/// <summary>A provider's public key, which was checked when it was read.</summary>
internal sealed class JwtKey
{
    /// <summary>Its name in the provider's set.</summary>
    public required string Id { get; init; }

    /// <summary>The only algorithm that it is for; null when the set does not say.</summary>
    public string? Algorithm { get; init; }

    public RSAParameters? Rsa { get; init; }

    public ECParameters? Ec { get; init; }

    /// <summary>Its curve; null for RSA.</summary>
    public string? Curve { get; init; }

    public string KeyType => Rsa is null ? JwtAlgorithm.Ec : JwtAlgorithm.Rsa;

    /// <summary>Whether this key made a signature in the way that the token says, and may.</summary>
    public bool Made(JwtAlgorithm algorithm, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> text)
    {
        if (algorithm.KeyType != KeyType || algorithm.Curve != Curve || (Algorithm is not null && Algorithm != algorithm.Name)) return false;
        if (Rsa is { } rsa)
        {
            using var key = RSA.Create(rsa);
            return key.VerifyData(text, signature, algorithm.Hash, algorithm.Padding!);
        }

        using var ec = ECDsa.Create(Ec!.Value);
        return ec.VerifyData(text, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
