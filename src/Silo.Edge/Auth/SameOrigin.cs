using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Auth;

/// <summary>Whether a page of this server made a request, by what the browser says of it and no page can change.</summary>
/// <remarks>
/// <c>SameSite=Strict</c> alone lets pages of neighbours in: another port of the same machine, another name under the same domain. What a browser
/// does not say (over plain HTTP it leaves <c>Sec-Fetch-Site</c> out) must not be needed to read, and is needed to change anything.
/// </remarks>
internal static class SameOrigin
{
    /// <summary>Why a request that its cookie would authenticate is not taken; null when it is.</summary>
    public static Problem? RefuseByCookie(HttpRequest request)
    {
        var reads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Upgrade.Count == 0;
        return Says(request) switch
        {
            Site.Own => null,
            Site.Typed or Site.Silent when reads => null,
            _ => Refused,
        };
    }

    /// <summary>Why a login or logout is not taken; null when it is. A program that says nothing of a page is none.</summary>
    public static Problem? RefuseLogin(HttpRequest request) => Says(request) is Site.Own or Site.Silent ? null : Refused;

    /// <summary>Whether the browser has its pages by TLS, also where a proxy ends it.</summary>
    public static bool IsSecure(HttpRequest request) => request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static Problem Refused => new(ProblemCodes.OriginRefused, "A cookie counts in requests of this server's own pages only. Send the key as Authorization: Bearer silo_…");

    private static Site Says(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site.ToString() switch { "same-origin" => Site.Own, "none" => Site.Typed, _ => Site.Other };
        return request.Headers.Origin is { Count: > 0 } origin ? IsOwn(origin, request) ? Site.Own : Site.Other : Site.Silent;
    }

    // A proxy that ends TLS is no other origin. A page that came without TLS is, and browsers say so: they send Sec-Fetch-Site to https.
    private static bool IsOwn(StringValues origin, HttpRequest request) =>
        string.Equals(origin.ToString(), $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin.ToString(), $"https://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private enum Site
    {
        Silent,
        Own,
        Typed,
        Other,
    }
}
