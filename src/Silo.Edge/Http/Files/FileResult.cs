using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Files;

/// <summary>Sends a file. What an agent wrote is never shown by a browser as a page of this server.</summary>
internal sealed class FileResult(Stream content) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = content;
        var response = httpContext.Response;
        response.ContentType = ContentTypes.Bytes;
        response.Headers.ContentDisposition = "attachment";
        // The agent may be writing: the answer is the length that it began with, or is cut.
        var length = content.Length;
        response.ContentLength = length;
        await StreamCopyOperation.CopyToAsync(content, response.Body, length, httpContext.RequestAborted);
    }
}
