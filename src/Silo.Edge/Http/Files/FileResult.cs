using Microsoft.AspNetCore.Http;

namespace Silo.Edge.Http.Files;

/// <summary>Sends a file, or a part of it.</summary>
/// <param name="content">The file, which can seek.</param>
/// <param name="taggedBytesMax">The longest file that is read for its tag.</param>
internal sealed class FileResult(Stream content, long taggedBytesMax) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = content;
        var tag = await FileTag.ReadAsync(content, taggedBytesMax, httpContext.RequestAborted);
        await new RangedContent(content, tag).SendAsync(httpContext);
    }
}
