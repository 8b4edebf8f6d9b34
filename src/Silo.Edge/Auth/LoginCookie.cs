using Microsoft.AspNetCore.Http;

namespace Silo.Edge.Auth;

/// <summary>The cookie by which this server's own pages show a key: no script can read it, and it ends with the browser.</summary>
/// <remarks>
/// It holds the key itself, so it is worth no more than the key: revoked with it, known to every host, and nothing has to lie on the server that
/// could make one. Why not a value of the server's own: docs/decisions.md.
/// </remarks>
internal static class LoginCookie
{
    /// <summary>Longest credential that a cookie holds; browsers keep 4,096 bytes with name and attributes.</summary>
    public const int CharsMax = 3500;

    /// <summary>Its name, where there is no TLS.</summary>
    public const string PlainName = "silo_key";

    // Browsers take it only from this host itself and over TLS: no neighbour under the same domain can set it.
    private const string SecureName = "__Host-" + PlainName;

    /// <summary>What a request's cookie shows; null for none. Over TLS the plain name does not count: a neighbour under the same domain could have set it.</summary>
    public static string? Find(HttpRequest request)
    {
        if (request.Cookies.TryGetValue(SecureName, out var secure)) return secure;
        return !request.IsHttps && request.Cookies.TryGetValue(PlainName, out var plain) ? plain : null;
    }

    public static void Set(HttpContext context, string credential)
    {
        Clear(context);
        var secure = SameOrigin.IsSecure(context.Request);
        context.Response.Cookies.Append(secure ? SecureName : PlainName, credential, Options(secure));
    }

    /// <summary>Takes back what the request carries.</summary>
    public static void Clear(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(SecureName)) context.Response.Cookies.Delete(SecureName, Options(secure: true));
        if (context.Request.Cookies.ContainsKey(PlainName)) context.Response.Cookies.Delete(PlainName, Options(SameOrigin.IsSecure(context.Request)));
    }

    private static CookieOptions Options(bool secure) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = secure };
}
