using System.Security.Cryptography;
using System.Text.Json;

namespace Silo.Edge.Auth.Jwt;

/// <summary>A provider's keys (RFC 7517), those of them that signatures may be checked with.</summary>
internal sealed class JwtKeySet
{
    /// <summary>Most keys that are looked at; the others are passed over.</summary>
    public const int KeysMax = 100;

    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 8192;
    private const int IdCharsMax = 256;

    private readonly Dictionary<(string Id, string Type), JwtKey> _keys = [];

    private JwtKeySet()
    {
    }

    public int Count => _keys.Count;

    /// <summary>Finds a key by its name and type; null when there is none.</summary>
    public JwtKey? Find(string id, string type) => _keys.GetValueOrDefault((id, type));

    /// <summary>Reads a set. A key that is broken, weak or for something else is passed over, and of two with one name and type the second.</summary>
    /// <exception cref="JsonException">It is no set of keys.</exception>
    public static JwtKeySet Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JwtJson.Parse(utf8);
        if (JwtJson.Member(document.RootElement, "keys") is not { ValueKind: JsonValueKind.Array } list) throw new JsonException("There is no list 'keys'.");
        var set = new JwtKeySet();
        foreach (var one in list.EnumerateArray().Take(KeysMax))
            if (ReadKey(one) is { } key) set._keys.TryAdd((key.Id, key.KeyType), key);
        return set;
    }

    private static JwtKey? ReadKey(JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object || JwtJson.Text(one, "kid") is not { Length: >= 1 and <= IdCharsMax } id) return null;
        if (JwtJson.Member(one, "use") is not null && JwtJson.Text(one, "use") != "sig") return null;
        if (JwtJson.Member(one, "key_ops") is not null && !JwtJson.Texts(one, "key_ops").Contains("verify", StringComparer.Ordinal)) return null;
        // Whoever has read the set has the private half as well.
        if (JwtJson.Member(one, "d") is not null) return null;
        if (JwtJson.Member(one, "alg") is not null && JwtAlgorithm.Find(JwtJson.Text(one, "alg")) is null) return null;
        return JwtJson.Text(one, "kty") switch
        {
            JwtAlgorithm.Rsa => ReadRsa(one, id),
            JwtAlgorithm.Ec => ReadEc(one, id),
            _ => null,
        };
    }

    private static JwtKey? ReadRsa(JsonElement one, string id)
    {
        if (JwtJson.Bytes(one, "n") is not { Length: >= RsaBitsMin / 8 and <= RsaBitsMax / 8 } modulus || modulus[0] == 0 || (modulus[^1] & 1) == 0) return null;
        // A long exponent costs whoever checks; one is no exponent.
        if (JwtJson.Bytes(one, "e") is not { Length: >= 1 and <= 4 } exponent || exponent[0] == 0 || (exponent[^1] & 1) == 0 || exponent is [1]) return null;
        var bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        if (bits < RsaBitsMin) return null;
        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        return Works(() => RSA.Create(parameters)) ? new JwtKey { Id = id, Algorithm = JwtJson.Text(one, "alg"), Rsa = parameters } : null;
    }

    private static JwtKey? ReadEc(JsonElement one, string id)
    {
        var (curve, bytes) = JwtJson.Text(one, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => (default, 0),
        };
        if (bytes == 0 || JwtJson.Bytes(one, "x") is not { } x || x.Length != bytes || JwtJson.Bytes(one, "y") is not { } y || y.Length != bytes) return null;
        var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } };
        return Works(() => ECDsa.Create(parameters)) ? new JwtKey { Id = id, Algorithm = JwtJson.Text(one, "alg"), Ec = parameters, Curve = JwtJson.Text(one, "crv") } : null;
    }

    // A point that is not on its curve is found here, and not at the first token.
    private static bool Works(Func<AsymmetricAlgorithm> make)
    {
        try
        {
            make().Dispose();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
