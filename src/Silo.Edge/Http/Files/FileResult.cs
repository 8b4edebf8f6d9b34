using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Files;

/// <summary>Sends a file, or a part of it. What an agent wrote is never shown by a browser as a page of this server.</summary>
/// <param name="content">The file, which can seek.</param>
/// <param name="taggedBytesMax">The longest file that is read for its tag.</param>
internal sealed class FileResult(Stream content, long taggedBytesMax) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = content;
        var (request, response) = (httpContext.Request, httpContext.Response);
        var conditions = FileConditions.Read(request);
        var tag = await FileTag.ReadAsync(content, taggedBytesMax, httpContext.RequestAborted);
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
            await new ProblemResult(new Problem(ProblemCodes.RangeInvalid, $"The file has {length} bytes; the range lies beyond them.") { Limit = "file_bytes", Value = length }).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = ContentTypes.Bytes;
        response.Headers.ContentDisposition = "attachment";
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
        await StreamCopyOperation.CopyToAsync(content, response.Body, length, httpContext.RequestAborted);
    }
}
