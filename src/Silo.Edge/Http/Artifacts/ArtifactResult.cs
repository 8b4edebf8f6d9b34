using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Silo.Abstractions.Events.Kinds;
using Silo.Edge.Http.Files;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Artifacts;

/// <summary>Sends an artifact, or a part of it. No browser keeps it: the next person there may be another.</summary>
internal sealed class ArtifactResult(Stream content, ArtifactPublished artifact) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = content;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(artifact.Name);
        await new RangedContent(content, new EntityTagHeaderValue($"\"{artifact.Content.Sha256}\""))
        {
            ContentType = ArtifactTypes.Harmless.Contains(artifact.MediaType) ? artifact.MediaType : ContentTypes.Bytes,
            Disposition = disposition.ToString(),
        }.SendAsync(httpContext);
    }
}
