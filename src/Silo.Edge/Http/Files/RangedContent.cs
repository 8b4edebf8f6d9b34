using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Files;

/// <summary>Sends bytes that an agent made, or a range of them, unless the caller has them already. No browser shows them as a page of this server.</summary>
/// <param name="content">The bytes, which can seek. Not disposed of here.</param>
/// <param name="tag">Their tag; null where they have none.</param>
internal sealed class RangedContent(Stream content, EntityTagHeaderValue? tag)
{
    public string ContentType { get; init; } = ContentTypes.Bytes;

    public string Disposition { get; init; } = "attachment";

    /// <exception cref="ProblemException">If-Match names other bytes, or a condition cannot be read.</exception>
    public async Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var conditions = FileConditions.Read(request);
        conditions.RequireMatch(exists: true, tag);
        response.Headers.ETag = tag?.ToString();
        response.Headers.AcceptRanges = "bytes";
        if (conditions.IsKnown(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        // The agent may be writing: the answer is the length that it began with, or is cut.
        var length = content.Length;
        if (!ByteRange.TryRead(request, length, tag, out var range))
        {
            response.Headers.ContentRange = $"bytes */{length}";
            await new ProblemResult(new Problem(ProblemCodes.RangeInvalid, $"There are {length} bytes; the range lies beyond them.") { Limit = "file_bytes", Value = length }).ExecuteAsync(context);
            return;
        }

        response.ContentType = ContentType;
        response.Headers.ContentDisposition = Disposition;
        // Whatever shows it all the same gives it no origin and no script.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.From}-{part.From + part.Length - 1}/{length}";
            content.Position = part.From;
            length = part.Length;
        }

        response.ContentLength = length;
        await StreamCopyOperation.CopyToAsync(content, response.Body, length, context.RequestAborted);
    }
}
