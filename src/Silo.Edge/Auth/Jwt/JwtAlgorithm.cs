using System.Security.Cryptography;

namespace Silo.Edge.Auth.Jwt;

/// <summary>How a token may be signed (RFC 7518). What is not in this list does not exist: no <c>none</c>, and nothing with a shared secret.</summary>
/// <param name="Name">Its name in a header.</param>
/// <param name="KeyType">The type of key that it takes, and no other.</param>
/// <param name="Hash">The hash that is signed.</param>
/// <param name="Padding">The padding of RSA; null for curves.</param>
/// <param name="Curve">The curve that it takes, and no other; null for RSA.</param>
internal sealed record JwtAlgorithm(string Name, string KeyType, HashAlgorithmName Hash, RSASignaturePadding? Padding, string? Curve)
{
    public const string Rsa = "RSA";
    public const string Ec = "EC";

    private static readonly JwtAlgorithm[] All =
    [
        new("RS256", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, Curve: null),
        new("RS384", Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, Curve: null),
        new("RS512", Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, Curve: null),
        new("PS256", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss, Curve: null),
        new("PS384", Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pss, Curve: null),
        new("PS512", Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pss, Curve: null),
        new("ES256", Ec, HashAlgorithmName.SHA256, Padding: null, "P-256"),
        new("ES384", Ec, HashAlgorithmName.SHA384, Padding: null, "P-384"),
        new("ES512", Ec, HashAlgorithmName.SHA512, Padding: null, "P-521"),
    ];

    /// <summary>Finds one by its exact name; null for any other.</summary>
    public static JwtAlgorithm? Find(string? name) => Array.Find(All, one => one.Name == name);
}
