using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Silo.TestServers.OpenId;

namespace Silo.Edge.Tests.Http;

/// <summary>Tokens that differ from a good one in one thing.</summary>
internal static class WrongTokens
{
    public static string Make(string what, JsonObject claims, SigningKey key, SigningKey curve, SigningKey strange, DateTimeOffset time)
    {
        var now = time.ToUnixTimeSeconds();
        var good = claims.ToJsonString();
        return what switch
        {
            "expired" => With("exp", now - 61),
            "no expiry" => Without("exp"),
            "expiry as text" => With("exp", (now + 600).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            "expiry beyond time" => With("exp", 1e300),
            "expiry before time" => With("exp", -1),
            "not yet" => With("nbf", now + 61),
            "begin as text" => With("nbf", "0"),
            "issued in the future" => With("iat", now + 61),
            "another issuer" => With("iss", "https://other.example"),
            "issuer with a slash" => With("iss", claims["iss"]!.GetValue<string>() + "/"),
            "no issuer" => Without("iss"),
            "another audience" => With("aud", "silo-api2"),
            "other audiences" => With("aud", new JsonArray("silo", 7, null)),
            "no audience" => Without("aud"),
            "no subject" => Without("sub"),
            "long subject" => With("sub", new string('x', 201)),
            "subject with a line break" => With("sub", "a\nb"),
            "subject with half a character" => key.Token(good.Replace("anna-7", "\\ud800", StringComparison.Ordinal)),
            "no tenant" => Without("silo_tenant"),
            "bad tenant" => With("silo_tenant", "../acme"),
            "no role" => Without("silo_role"),
            "unknown role" => With("silo_role", "admin"),
            "role in capitals" => With("silo_role", "Operator"),
            "member twice" => key.Token(good[..^1] + ",\"silo_role\":\"operator\"}"),
            "claims in a list" => key.Token($"[{good}]"),
            "claims too deep" => key.Token(good[..^1] + ",\"deep\":" + new string('[', 50) + new string(']', 50) + "}"),
            "claims that are no UTF-8" => Signed(key, Header(key), [.. Encoding.UTF8.GetBytes(good[..^1] + ",\"x\":\""), 0xC3, 0x28, .. "\"}"u8]),
            "no algorithm" => key.Token(good, """{"kid":"one"}"""),
            "no signature and none" => $"{Pack("""{"alg":"none","kid":"one"}""")}.{Pack(good)}.",
            "no signature" => key.Token(good)[..^key.Token(good).Split('.')[2].Length],
            "none in capitals" => key.Token(good, """{"alg":"NONE","kid":"one"}"""),
            "shared secret of the public key" => Shared(good, key),
            "another algorithm of the key" => key.Token(good, """{"alg":"PS256","kid":"one"}"""),
            "algorithm in lower case" => key.Token(good, """{"alg":"rs256","kid":"one"}"""),
            "key of another type" => key.Token(good, """{"alg":"RS256","kid":"curve"}"""),
            "no key id" => key.Token(good, """{"alg":"RS256"}"""),
            "unknown key id" => key.Token(good, """{"alg":"RS256","kid":"two"}"""),
            "key in the header" => strange.Token(good, new JsonObject { ["alg"] = "RS256", ["kid"] = "one", ["jwk"] = strange.Jwk }.ToJsonString()),
            "critical header" => key.Token(good, """{"alg":"RS256","kid":"one","crit":["exp"],"exp":1}"""),
            "compressed" => key.Token(good, """{"alg":"RS256","kid":"one","zip":"DEF"}"""),
            "unencoded" => key.Token(good, """{"alg":"RS256","kid":"one","b64":false}"""),
            "half a character in a header's name" => $"{Pack("""{"\ud800":1,"alg":"RS256","kid":"one"}""")}.{Pack(good)}.AA",
            "half a character in a claim's name" => key.Token(good[..^1] + ",\"\\ud800\":1}"),
            "header twice" => key.Token(good, """{"alg":"none","alg":"RS256","kid":"one"}"""),
            "token of a logout" => key.Token(good, """{"alg":"RS256","kid":"one","typ":"logout+jwt"}"""),
            "changed claims" => Changed(key.Token(good), good),
            "changed signature" => key.Token(good)[..^5] + (key.Token(good)[^5] == 'A' ? "BBBBB" : "AAAAA"),
            "signature of another key" => strange.Token(good),
            "four parts" => key.Token(good) + ".x",
            "padding" => key.Token(good) + "==",
            "white space" => key.Token(good).Replace(".", ".\t", StringComparison.Ordinal),
            "too long" => key.Token(good[..^1] + ",\"long\":\"" + new string('x', 17_000) + "\"}"),
            "curve signature in DER" => Signed(curve, Header(curve), Encoding.UTF8.GetBytes(good), der: true),
            "curve signature of zeros" => $"{Pack(Header(curve))}.{Pack(good)}.{SigningKey.Encode(new byte[64])}",
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such token."),
        };

        string With(string name, JsonNode value)
        {
            claims[name] = value;
            return key.Token(claims.ToJsonString());
        }

        string Without(string name)
        {
            claims.Remove(name);
            return key.Token(claims.ToJsonString());
        }
    }

    private static string Header(SigningKey key) => $$"""{"alg":"{{key.Algorithm}}","kid":"{{key.Id}}"}""";

    private static string Pack(string text) => SigningKey.Encode(Encoding.UTF8.GetBytes(text));

    private static string Signed(SigningKey key, string header, byte[] claims, bool der = false)
    {
        var text = $"{Pack(header)}.{SigningKey.Encode(claims)}";
        return $"{text}.{SigningKey.Encode(key.Sign(Encoding.ASCII.GetBytes(text), der))}";
    }

    // Who takes the public key for a shared secret takes what anybody can sign (RFC 8725, 2.1).
    private static string Shared(string claims, SigningKey key)
    {
        var text = $"{Pack("""{"alg":"HS256","kid":"one"}""")}.{Pack(claims)}";
        return $"{text}.{SigningKey.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(key.Jwk.ToJsonString()), Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Changed(string token, string claims)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{Pack(claims.Replace("\"user\"", "\"operator\"", StringComparison.Ordinal))}.{parts[2]}";
    }
}
