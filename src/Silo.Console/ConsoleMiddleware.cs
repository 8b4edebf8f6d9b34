using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Silo.Console;

/// <summary>Serves the page's files to whoever reaches the port: they hold nothing of anybody. What the page shows it asks the API for.</summary>
internal sealed class ConsoleMiddleware(RequestDelegate next)
{
    // No script, style or frame but the page's own, nothing inline, no eval; text becomes elements in one place (markdown.js).
    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types silo";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return next(context);
        return ConsoleFiles.Find(request.Path.Value ?? string.Empty) is { } file ? SendAsync(context, file) : next(context);
    }

    private static Task SendAsync(HttpContext context, ConsoleFile file)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        // Asked for again each time, and answered by a tag: a server that is newer has no page that is older.
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        if (IsKnown(context.Request.Headers.IfNoneMatch, file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }

    private static bool IsKnown(Microsoft.Extensions.Primitives.StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList(header, out var known) && known.Any(k => k.Tag.Equals(tag, StringComparison.Ordinal));
}
