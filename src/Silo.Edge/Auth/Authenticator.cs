using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>Finds out who sent a request, by what it shows.</summary>
internal sealed class Authenticator(KeyRing ring, StreamTokens tokens, IOptions<SiloEdgeOptions> options)
{
    /// <summary>The query parameter that holds a stream token.</summary>
    public const string TokenParameter = "token";

    private const string Scheme = "Bearer ";
    private const string Local = "local";

    // Longer than any key.
    private const int CredentialCharsMax = 16 * 1024;

    /// <summary>Who sent a request; null when it shows nothing that is valid. What is shown and wrong is never passed over.</summary>
    public async Task<CallerIdentity?> AuthenticateAsync(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization;
        if (shown.Count > 0) return shown.Count == 1 && Credential(shown[0]) is { } text ? await ByKeyAsync(context, text) : null;
        if (TokenOf(context) is { } token) return await ByTokenAsync(context, token);
        return options.Value.Development && IsLocal(context) ? new CallerIdentity(LocalPerson(context), CallerProof.Development) : null;
    }

    private static string? Credential(string? header) =>
        header is { Length: <= CredentialCharsMax } && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim(' ') : null;

    // The server listens on loopback only then; this holds also when something hands connections of others on to it.
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static Caller LocalPerson(HttpContext context) => new(TenantId.Default, Role.Operator, Local, Local, context.TraceIdentifier);

    // Only where events are read: everything else can carry a header.
    private static string? TokenOf(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<RouteRule>() is { Operation: Operation.EventRead }
        && context.Request.Query.TryGetValue(TokenParameter, out var token) ? token.ToString() : null;

    private async Task<CallerIdentity?> ByTokenAsync(HttpContext context, string text)
    {
        if (tokens.Read(text) is not { } token) return null;
        if (token.Key is not { } id)
            return options.Value.Development && IsLocal(context) ? new CallerIdentity(Bound(LocalPerson(context)), CallerProof.StreamToken) : null;
        return await ring.FindAsync(id, context.RequestAborted) is { } key
            ? new CallerIdentity(Bound(new Caller(key.Tenant, key.Role, key.Id.Value, key.Name, context.TraceIdentifier)), CallerProof.StreamToken) { Key = key }
            : null;

        Caller Bound(Caller caller) => caller with { Role = Role.Viewer, OnlySession = token.Session };
    }

    private async Task<CallerIdentity?> ByKeyAsync(HttpContext context, string text)
    {
        if (await ring.AuthenticateAsync(text, context.RequestAborted) is not { } key) return null;
        return new CallerIdentity(new Caller(key.Tenant, key.Role, key.Id.Value, key.Name, context.TraceIdentifier), CallerProof.Key) { Key = key };
    }
}
