using System.Net;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Auth.Jwt;

/// <summary>Callers that show tokens of an OpenID provider (JWT). Without an issuer there are none.</summary>
public sealed class JwtOptions
{
    private const int ClaimCharsMax = 128;

    /// <summary>The provider, exactly as its tokens name it: https, or in development http on loopback. Its keys are found from there.</summary>
    /// <value>Default null: tokens open nothing. Up to 512 characters.</value>
    public string? Issuer { get; set; }

    /// <summary>What a token must be for: one of its audiences.</summary>
    /// <value>Needed with an issuer; up to 512 characters.</value>
    public string? Audience { get; set; }

    /// <summary>The tenant of every token; null when each says its own.</summary>
    /// <value>Default null.</value>
    public string? Tenant { get; set; }

    /// <summary>The claim that names the tenant, where <see cref="Tenant"/> does not.</summary>
    /// <value>Default <c>silo_tenant</c>; 1 to 128 characters.</value>
    public string TenantClaim { get; set; } = "silo_tenant";

    /// <summary>The claim that names the role, or several, of which the highest counts.</summary>
    /// <value>Default <c>silo_role</c>; 1 to 128 characters.</value>
    public string RoleClaim { get; set; } = "silo_role";

    /// <summary>How far the provider's clock may be from this one.</summary>
    /// <value>Default 1 minute, 0 to 5 minutes.</value>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How old the provider's keys become before they are asked for again.</summary>
    /// <value>Default 1 hour, 1 minute to 1 day.</value>
    public TimeSpan KeysRefresh { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long keys are good while the provider does not answer.</summary>
    /// <value>Default 1 day, 1 hour to 30 days.</value>
    public TimeSpan KeysKeep { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Checks every option.</summary>
    /// <param name="development">Whether the server is one for development.</param>
    /// <returns>Every error, each naming the option, its value and what may be; empty when all is well.</returns>
    public IReadOnlyList<string> Validate(bool development)
    {
        var errors = new List<string>();
        if (Issuer is not null && !IsIssuer(Issuer, development)) errors.Add($"{nameof(Issuer)} is '{Issuer}'; it must be an address like https://login.example, without a query, of at most 512 characters; http is for loopback in development.");
        if (Issuer is not null && Audience is not { Length: >= 1 and <= 512 }) errors.Add($"{nameof(Audience)} is needed with an issuer: 1 to 512 characters. Without it tokens for other services would be taken.");
        if (Issuer is null && Audience is not null) errors.Add($"{nameof(Audience)} means nothing without {nameof(Issuer)}.");
        if (Tenant is not null && !TenantId.TryParse(Tenant, provider: null, out _)) errors.Add($"{nameof(Tenant)} is '{Tenant}'; a tenant has 1 to 64 characters of a-z 0-9 -.");
        if (TenantClaim.Length is < 1 or > ClaimCharsMax) errors.Add($"{nameof(TenantClaim)} must have 1 to {ClaimCharsMax} characters.");
        if (RoleClaim.Length is < 1 or > ClaimCharsMax) errors.Add($"{nameof(RoleClaim)} must have 1 to {ClaimCharsMax} characters.");
        Check(nameof(ClockSkew), ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5), errors);
        Check(nameof(KeysRefresh), KeysRefresh, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), errors);
        Check(nameof(KeysKeep), KeysKeep, TimeSpan.FromHours(1), TimeSpan.FromDays(30), errors);
        return errors;
    }

    /// <summary>Whether keys may be read from an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="plain">Whether http on loopback will do.</param>
    internal static bool IsSafe(Uri address, bool plain) =>
        address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (plain && address.Scheme == Uri.UriSchemeHttp && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))));

    private static bool IsIssuer(string text, bool development) =>
        text.Length <= 512 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsSafe(uri, development) && uri.Query.Length == 0;

    private static void Check(string name, TimeSpan value, TimeSpan min, TimeSpan max, List<string> errors)
    {
        if (value < min || value > max) errors.Add($"{name} is {value}; it must be {min} to {max}.");
    }
}
