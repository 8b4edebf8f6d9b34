using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Guards;

/// <summary>
/// Keeps pages of other origins out. Where no key is needed, whoever reaches the socket may do everything, so a web page must not
/// reach it by a name that was pointed at 127.0.0.1 either: its Host gives that away. Where keys are needed, such a page has none.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<SiloEdgeOptions> options)
{
    private readonly bool _development = options.Value.Development;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (_development && !IsLoopbackName(request.Host.Host))
            return Refuse(ProblemCodes.HostRefused, "In development the Host header must be localhost, 127.0.0.1 or [::1].");
        var origins = request.Headers.Origin;
        if (origins.Count > 0 && !string.Equals(origins.ToString(), $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
            return Refuse(ProblemCodes.OriginRefused, "The Origin header names another origin than this server.");
        return next(context);

        Task Refuse(ProblemCode code, string detail) => new ProblemResult(new Problem(code, detail)).ExecuteAsync(context);
    }

    private static bool IsLoopbackName(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
