using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Abstractions.Events.Kinds;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;
using Silo.Edge.Http.Sessions;

namespace Silo.Edge.Http.Artifacts;

/// <summary>Lists and sends what a session's agents handed over to people.</summary>
internal static class ArtifactEndpoints
{
    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}/artifacts", Operation.EventRead, ListAsync);
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}/artifacts/{artifact}", Operation.EventRead, ReadAsync);
    }

    private static async Task<JsonHttpResult<ArtifactListBody>> ListAsync(string id, HttpContext context)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var query = new QueryParameters(context.Request, "limit", "page");
        var limit = query.Number("limit", 1, 200, 50);
        var row = await ports.Catalog.RequireAsync(session, context.RequestAborted);
        return TypedResults.Json(await ArtifactList.ReadAsync(ports.Feed, row, query.Text("page"), limit, context.RequestAborted), ResponseJson.Relaxed.ArtifactListBody);
    }

    private static async Task<IResult> ReadAsync(string id, string artifact, HttpContext context)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        _ = new QueryParameters(context.Request);
        var row = await ports.Catalog.RequireAsync(session, context.RequestAborted);
        if (!long.TryParse(artifact, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await RecordedEvent.FindAsync(ports.Feed, row, sequence, context.RequestAborted) is not ArtifactPublished found)
            return NotFound("No event of this sequence published an artifact in this session.");
        return await ports.Blobs.OpenReadAsync(session, found.Content, context.RequestAborted) is { } content
            ? new ArtifactResult(content, found)
            : NotFound("The artifact's content does not lie on this host. Ask the host that ran the session.");
    }

    private static ProblemResult NotFound(string detail) => new(new Problem(ProblemCodes.ArtifactNotFound, detail));
}
