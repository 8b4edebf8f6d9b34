using Microsoft.AspNetCore.Http;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Guards;

/// <summary>
/// Until callers have keys, whoever reaches the socket may do everything. So a web page must not reach it: neither by a name that
/// was pointed at 127.0.0.1 (its Host gives it away), nor by a request across origins (its Origin does).
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsLoopbackName(request.Host.Host))
            return Refuse(ProblemCodes.HostRefused, "The Host header must be localhost, 127.0.0.1 or [::1].");
        var origins = request.Headers.Origin;
        if (origins.Count > 0 && !string.Equals(origins.ToString(), $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
            return Refuse(ProblemCodes.OriginRefused, "The Origin header names another origin than this server.");
        return next(context);

        Task Refuse(ProblemCode code, string detail) => new ProblemResult(new Problem(code, detail)).ExecuteAsync(context);
    }

    private static bool IsLoopbackName(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
