using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>Finds out who sent a request, by what it shows.</summary>
internal sealed class Authenticator(KeyRing ring, IOptions<SiloEdgeOptions> options)
{
    private const string Scheme = "Bearer ";
    private const string Local = "local";

    // Longer than any key.
    private const int CredentialCharsMax = 16 * 1024;

    /// <summary>Who sent a request; null when it shows nothing that is valid. What is shown and wrong is never passed over.</summary>
    public async Task<CallerIdentity?> AuthenticateAsync(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization;
        if (shown.Count > 0) return shown.Count == 1 && Credential(shown[0]) is { } text ? await ByKeyAsync(context, text) : null;
        return options.Value.Development && IsLocal(context) ? new CallerIdentity(LocalPerson(context), CallerProof.Development) : null;
    }

    private static string? Credential(string? header) =>
        header is { Length: <= CredentialCharsMax } && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim(' ') : null;

    // The server listens on loopback only then; this holds also when something hands connections of others on to it.
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static Caller LocalPerson(HttpContext context) => new(TenantId.Default, Role.Operator, Local, Local, context.TraceIdentifier);

    private async Task<CallerIdentity?> ByKeyAsync(HttpContext context, string text)
    {
        if (await ring.AuthenticateAsync(text, context.RequestAborted) is not { } key) return null;
        return new CallerIdentity(new Caller(key.Tenant, key.Role, key.Id.Value, key.Name, context.TraceIdentifier), CallerProof.Key) { Key = key };
    }
}
