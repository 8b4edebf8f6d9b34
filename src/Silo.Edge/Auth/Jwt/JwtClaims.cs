using System.Text.Json;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Auth.Jwt;

/// <summary>Compares what a token claims, once it is known who signed it, with what this server takes (RFC 7519, RFC 8725).</summary>
internal static class JwtClaims
{
    private const int SubjectCharsMax = 200;
    private const int NameCharsMax = 128;

    // The year 9000: times beyond it cannot be reckoned with.
    private const double SecondsMax = 221_845_392_000;

    private static readonly string[] NameClaims = ["name", "preferred_username", "email"];

    /// <summary>Who a token stands for, and until when; or why it stands for nobody.</summary>
    public static JwtAnswer Read(byte[] utf8, JwtOptions options, DateTimeOffset now, string request)
    {
        try
        {
            using var document = JwtJson.Parse(utf8);
            return Read(document.RootElement, options, now, request);
        }
        catch (JsonException)
        {
            return new JwtAnswer.Refused("its claims are no JSON object with each member once.");
        }
    }

    private static JwtAnswer Read(JsonElement root, JwtOptions options, DateTimeOffset now, string request)
    {
        if (JwtJson.Text(root, "iss") != options.Issuer) return new JwtAnswer.Refused("another issuer made it.");
        if (!JwtJson.Texts(root, "aud").Contains(options.Audience, StringComparer.Ordinal)) return new JwtAnswer.Refused("it is for another audience.");
        if (Times(root, options.ClockSkew, now, out var endsAt) is { } when) return new JwtAnswer.Refused(when);
        if (JwtJson.Text(root, "sub") is not { Length: >= 1 and <= SubjectCharsMax } subject || subject.Any(char.IsControl)) return new JwtAnswer.Refused("its subject is none.");
        if (!TenantId.TryParse(options.Tenant ?? JwtJson.Text(root, options.TenantClaim), provider: null, out var tenant)) return new JwtAnswer.Refused($"its claim '{options.TenantClaim}' names no tenant.");
        if (RoleOf(JwtJson.Texts(root, options.RoleClaim)) is not { } role) return new JwtAnswer.Refused($"its claim '{options.RoleClaim}' names no role.");
        return new JwtAnswer.Accepted(new Caller(tenant, role, "jwt:" + subject, NameOf(root) ?? subject[..Math.Min(subject.Length, NameCharsMax)], request), endsAt);
    }

    private static string? Times(JsonElement root, TimeSpan skew, DateTimeOffset now, out DateTimeOffset endsAt)
    {
        endsAt = default;
        if (Time(root, "exp", out var expires) || expires is null) return "it does not say when it expires.";
        endsAt = expires.Value + skew;
        if (now >= endsAt) return "it has expired.";
        if (Time(root, "nbf", out var begins) || begins - skew > now) return "it does not hold yet.";
        return Time(root, "iat", out var issued) || issued - skew > now ? "it was issued in the future." : null;
    }

    // Whether a time is there and none; it may be absent.
    private static bool Time(JsonElement root, string name, out DateTimeOffset? time)
    {
        time = null;
        if (JwtJson.Member(root, name) is not { } member) return false;
        if (member.ValueKind != JsonValueKind.Number || !member.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= SecondsMax)) return true;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return false;
    }

    private static Role? RoleOf(IReadOnlyList<string> names)
    {
        Role? highest = null;
        foreach (var name in names)
        {
            Role? role = name switch { "viewer" => Role.Viewer, "user" => Role.User, "approver" => Role.Approver, "operator" => Role.Operator, _ => null };
            if (role is not null && (highest is null || role > highest)) highest = role;
        }

        return highest;
    }

    private static string? NameOf(JsonElement root) =>
        NameClaims.Select(claim => JwtJson.Text(root, claim)).FirstOrDefault(name => name is { Length: >= 1 and <= NameCharsMax } && !name.Any(char.IsControl));
}
