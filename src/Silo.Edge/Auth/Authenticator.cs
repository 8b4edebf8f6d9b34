using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth.Jwt;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>Finds out who sent a request, by what it shows.</summary>
internal sealed class Authenticator(KeyRing ring, StreamTokens tokens, JwtReader jwts, FailedKeys failed, IOptions<SiloEdgeOptions> options)
{
    /// <summary>The query parameter that holds a stream token.</summary>
    public const string TokenParameter = "token";

    private const string Scheme = "Bearer ";
    private const string Local = "local";

    // Longer than any key.
    private const int CredentialCharsMax = 16 * 1024;

    private static readonly Problem Unknown = new(ProblemCodes.Unauthenticated, "Send a key that is valid: Authorization: Bearer silo_…");

    /// <summary>Who sent a request, or why it is not taken. What is shown and wrong is never passed over.</summary>
    public async Task<AuthAnswer> AuthenticateAsync(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization;
        if (shown.Count > 0) return shown.Count == 1 && Credential(shown[0]) is { } text ? await ByCredentialAsync(context, text, CallerProof.Key) : Wrong(context);
        if (TokenOf(context) is { } token) return await ByTokenAsync(context, token) is { } reader ? AuthAnswer.Of(reader) : Wrong(context);
        if (LoginCookie.Find(context.Request) is { } held) return await ByCookieAsync(context, held);
        return options.Value.Development && IsLocal(context) ? AuthAnswer.Of(new CallerIdentity(LocalPerson(context), CallerProof.Development)) : AuthAnswer.No(Unknown);
    }

    /// <summary>Who shows a credential: what <c>Authorization: Bearer</c> may hold.</summary>
    public async Task<AuthAnswer> ByCredentialAsync(HttpContext context, string text, CallerProof proof)
    {
        if (jwts.Takes(text)) return await ByJwtAsync(context, text, proof == CallerProof.Key ? CallerProof.Jwt : proof);

        // A flood of wrong keys from one address, a proxy's perhaps, leaves those in use alone.
        var address = context.Connection.RemoteIpAddress;
        if (ring.IsInUse(text)) return await FindAsync() is { } known ? AuthAnswer.Of(known) : Wrong(context);
        if (!failed.TryTake(address, out var refused)) return AuthAnswer.No(refused);
        var isWrong = false;
        try
        {
            var found = await FindAsync();
            isWrong = found is null;
            return found is null ? AuthAnswer.No(Unknown) : AuthAnswer.Of(found);
        }
        finally
        {
            if (!isWrong) failed.GiveBack(address);
        }

        async Task<CallerIdentity?> FindAsync() => await ring.AuthenticateAsync(text, context.RequestAborted) is { } key ? new CallerIdentity(Holder(key, context), proof) { Key = key } : null;
    }

    private async Task<AuthAnswer> ByCookieAsync(HttpContext context, string held)
    {
        if (SameOrigin.RefuseByCookie(context.Request) is { } foreign) return AuthAnswer.No(foreign);
        var answer = await ByCredentialAsync(context, held, CallerProof.Cookie);
        // A page that is served without a key, in development, would be shut out for ever by one of another server on this machine.
        if (answer.Refused?.Code == ProblemCodes.Unauthenticated) LoginCookie.Clear(context);
        return answer;
    }

    // To look at one asks nobody, so one that is good is taken however many others were wrong.
    private async Task<AuthAnswer> ByJwtAsync(HttpContext context, string text, CallerProof proof) => await jwts.ReadAsync(text, context.TraceIdentifier, context.RequestAborted) switch
    {
        JwtAnswer.Accepted good => AuthAnswer.Of(new CallerIdentity(good.Caller, proof) { EndsAt = good.EndsAt }),
        JwtAnswer.Refused bad => Wrong(context, new Problem(ProblemCodes.Unauthenticated, "The token is refused: " + bad.Why)),
        _ => AuthAnswer.No(new Problem(ProblemCodes.IssuerUnavailable, "The token may be good, but the keys of its issuer cannot be had. Send the request again.")),
    };

    private AuthAnswer Wrong(HttpContext context, Problem? why = null) => AuthAnswer.No(failed.TryTake(context.Connection.RemoteIpAddress, out var refused) ? why ?? Unknown : refused);

    private static string? Credential(string? header) =>
        header is { Length: <= CredentialCharsMax } && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim(' ') : null;

    // The server listens on loopback only then; this holds also when something hands connections of others on to it.
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static Caller LocalPerson(HttpContext context) => new(TenantId.Default, Role.Operator, Local, Local, context.TraceIdentifier);

    private static Caller Holder(ApiKey key, HttpContext context) => new(key.Tenant, key.Role, key.Id.Value, key.Name, context.TraceIdentifier);

    // Only where events are read: everything else can carry a header.
    private static string? TokenOf(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<RouteRule>() is { Operation: Operation.EventRead }
        && context.Request.Query.TryGetValue(TokenParameter, out var token) ? token.ToString() : null;

    private async Task<CallerIdentity?> ByTokenAsync(HttpContext context, string text)
    {
        if (tokens.Read(text) is not { } token) return null;
        if (token is { Holder: { } holder, HolderEndsAt: { } end })
            return options.Value.Jwt.Issuer is not null ? new CallerIdentity(Bound(holder with { Request = context.TraceIdentifier }), CallerProof.StreamToken) { EndsAt = end } : null;
        if (token.Key is not { } id)
            return options.Value.Development && IsLocal(context) ? new CallerIdentity(Bound(LocalPerson(context)), CallerProof.StreamToken) : null;
        return await ring.FindAsync(id, context.RequestAborted) is { } key ? new CallerIdentity(Bound(Holder(key, context)), CallerProof.StreamToken) { Key = key } : null;

        Caller Bound(Caller caller) => caller with { Role = Role.Viewer, OnlySession = token.Session };
    }
}
