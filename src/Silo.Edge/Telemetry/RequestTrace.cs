using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Silo.Edge.Telemetry;

/// <summary>Says in a request's span what OpenTelemetry's conventions ask for: the route, never the path, which holds names of files and may hold tokens.</summary>
internal sealed class RequestTrace(RequestDelegate next)
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };

    public Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        return span is { IsAllDataRequested: true } ? TraceAsync(context, span) : next(context);
    }

    private async Task TraceAsync(HttpContext context, Activity span)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            // Asked every second and of interest to nobody.
            (span.IsAllDataRequested, span.ActivityTraceFlags) = (false, span.ActivityTraceFlags & ~ActivityTraceFlags.Recorded);
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            var method = Methods.Contains(context.Request.Method) ? context.Request.Method : "_OTHER";
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            var status = context.Response.StatusCode;
            span.DisplayName = route is null ? method : $"{method} {route}";
            span.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("url.scheme", context.Request.Scheme).SetTag("http.response.status_code", status);
            if (status >= 500) span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture)).SetStatus(ActivityStatusCode.Error);
        }
    }
}
