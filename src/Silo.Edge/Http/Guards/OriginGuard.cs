using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Guards;

/// <summary>
/// Keeps pages of other origins out, but for those that the settings name. Where no key is needed, whoever reaches the socket may do
/// everything, so a web page must not reach it by a name that was pointed at 127.0.0.1 either: its Host gives that away. Where keys are
/// needed, such a page has none.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<SiloEdgeOptions> options)
{
    private const string Shared = "silo.origin";
    private readonly bool _development = options.Value.Development;
    private readonly HashSet<string> _origins = new(options.Value.Origins, StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (_development && !IsLoopbackName(request.Host.Host))
            return Refuse(ProblemCodes.HostRefused, "In development the Host header must be localhost, 127.0.0.1 or [::1].");
        var origins = request.Headers.Origin;
        if (_origins.Count > 0) context.Response.Headers.Vary = "Origin";
        if (origins.Count == 0 || string.Equals(origins.ToString(), $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)) return next(context);
        if (!_origins.Contains(origins.ToString())) return Refuse(ProblemCodes.OriginRefused, "The Origin header names another origin than this server and those in its settings.");
        context.Items[Shared] = origins.ToString();
        Share(context);
        return HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0 ? AnswerAhead(context.Response) : next(context);

        Task Refuse(ProblemCode code, string detail) => new ProblemResult(new Problem(code, detail)).ExecuteAsync(context);
    }

    /// <summary>Lets a page of an allowed origin read the answer. Never with cookies: those are for this server's own pages.</summary>
    public static void Share(HttpContext context)
    {
        if (context.Items[Shared] is not string origin) return;
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders =
            "Accept-Ranges, Content-Disposition, Content-Range, ETag, Idempotency-Replayed, Location, Preference-Applied, Retry-After, WWW-Authenticate";
    }

    // A browser asks ahead, without a key, whether the page may send what it wants to.
    private static Task AnswerAhead(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        response.Headers.AccessControlAllowHeaders =
            "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Last-Event-ID, Prefer, Range, X-Requested-With, X-SignalR-User-Agent";
        response.Headers.AccessControlMaxAge = "600";
        return Task.CompletedTask;
    }

    private static bool IsLoopbackName(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
