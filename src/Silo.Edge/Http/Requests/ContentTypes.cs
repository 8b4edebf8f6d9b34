using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>The content types of the API. A web page cannot send these across origins without being asked first.</summary>
internal static class ContentTypes
{
    public const string Json = "application/json";
    public const string Bytes = "application/octet-stream";
    public const string Tar = "application/x-tar";
    public const string EventStream = "text/event-stream";

    /// <summary>Checks the type of a request's body.</summary>
    /// <returns>Which of the allowed ones it is.</returns>
    /// <exception cref="ProblemException">It is none of them, is compressed, or is not UTF-8.</exception>
    public static string Require(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && request.Headers.ContentEncoding.Count == 0 && IsUtf8(type))
            foreach (var candidate in allowed)
                if (type.MediaType.Equals(candidate, StringComparison.OrdinalIgnoreCase)) return candidate;
        throw new Problem(
            ProblemCodes.ContentTypeRefused,
            $"The body must be {string.Join(" or ", allowed)}, in UTF-8 where it is text, and not compressed.").ToException();
    }

    /// <summary>Whether the caller names this very type as one that it takes.</summary>
    public static bool Accepts(HttpRequest request, string contentType)
    {
        foreach (var accepted in request.GetTypedHeaders().Accept)
            if (accepted.MediaType.Equals(contentType, StringComparison.OrdinalIgnoreCase) && accepted.Quality is null or > 0) return true;
        return false;
    }

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase);
}
