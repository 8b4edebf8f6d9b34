using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Silo.TestServers.OpenId;

/// <summary>A provider's key: signs tokens, and has a public half for the set of keys.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private SigningKey(string id, string algorithm, RSA? rsa, ECDsa? ec)
    {
        (Id, Algorithm, _rsa, _ec) = (id, algorithm, rsa, ec);
    }

    /// <summary>Its name in the set.</summary>
    public string Id { get; }

    /// <summary>How it signs.</summary>
    public string Algorithm { get; }

    /// <summary>The public half as a member of a set.</summary>
    public JsonObject Jwk
    {
        get
        {
            if (_rsa?.ExportParameters(includePrivateParameters: false) is { } rsa)
                return new JsonObject { ["kty"] = "RSA", ["kid"] = Id, ["use"] = "sig", ["alg"] = Algorithm, ["n"] = Encode(rsa.Modulus!), ["e"] = Encode(rsa.Exponent!) };
            var q = _ec!.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject { ["kty"] = "EC", ["kid"] = Id, ["use"] = "sig", ["crv"] = $"P-{_ec.KeySize}", ["x"] = Encode(q.X!), ["y"] = Encode(q.Y!) };
        }
    }

    /// <summary>Makes a key.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="algorithm">RS256, ES384 and so on.</param>
    /// <param name="bits">Of RSA: its length.</param>
    public static SigningKey Make(string id, string algorithm = "RS256", int bits = 2048) => algorithm[..2] switch
    {
        "ES" => new SigningKey(id, algorithm, rsa: null, ECDsa.Create(algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 })),
        _ => new SigningKey(id, algorithm, RSA.Create(bits), ec: null),
    };

    /// <summary>Base64url.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Writes and signs a token.</summary>
    /// <param name="claims">Its claims, as JSON.</param>
    /// <param name="header">Its header, as JSON; null for the usual one.</param>
    public string Token(string claims, string? header = null)
    {
        header ??= JsonSerializer.Serialize(new { alg = Algorithm, kid = Id, typ = "JWT" });
        var text = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Encode(Sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>Signs bytes.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="der">Of curves: whether as DER, which tokens do not use.</param>
    public byte[] Sign(byte[] text, bool der = false)
    {
        var hash = Algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        return _rsa is not null
            ? _rsa.SignData(text, hash, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : _ec!.SignData(text, hash, der ? DSASignatureFormat.Rfc3279DerSequence : DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _rsa?.Dispose();
        _ec?.Dispose();
    }
}
