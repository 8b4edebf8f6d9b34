using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Silo.Abstractions.Events.Kinds;
using Silo.Edge.Http.Files;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Artifacts;

/// <summary>Sends an artifact, or a part of it. It never changes, so that whoever has it need not ask again.</summary>
internal sealed class ArtifactResult(Stream content, ArtifactPublished artifact) : IResult
{
    // What no browser takes for a page or runs, so that the server's own pages can show it. The maker's word for anything else is not passed on.
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.Ordinal, "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv", "application/json", "application/pdf", "audio/mpeg", "audio/wav", "audio/ogg", "video/mp4", "video/webm");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = content;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(artifact.Name);
        httpContext.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        await new RangedContent(content, new EntityTagHeaderValue($"\"{artifact.Content.Sha256}\""))
        {
            ContentType = Harmless.Contains(artifact.MediaType) ? artifact.MediaType : ContentTypes.Bytes,
            Disposition = disposition.ToString(),
        }.SendAsync(httpContext);
    }
}
