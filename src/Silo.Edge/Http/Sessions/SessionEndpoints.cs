using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Sessions;

/// <summary>Makes, shows, lists and deletes sessions.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/sessions", CreateAsync);
        routes.MapGet("/v1/sessions", ListAsync);
        routes.MapGet("/v1/sessions/{id}", ShowAsync);
        routes.MapDelete("/v1/sessions/{id}", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ISessionDirectory directory, IAgentCatalog agents, IOptions<SiloEdgeOptions> options)
    {
        var body = await JsonBody<CreateSessionBody>.ReadAsync(context.Request, RequestJson.Default.CreateSessionBody, options.Value.JsonBytesMax);
        var name = body.Value.Agent ?? throw new Problem(ProblemCodes.BodyInvalid, "'agent' is needed: the name of an agent, as GET /v1/agents lists them.").ToException();
        var agent = agents.Find(name);
        if (agent is null) return new ProblemResult(new Problem(ProblemCodes.AgentNotFound, "No agent has this name. GET /v1/agents lists those there are."));
        var command = new CreateSessionCommand
        {
            Tenant = TenantId.Default,
            Agent = agent,
            Title = SessionRules.Title(body.Value.Title),
            Labels = SessionRules.Labels(body.Value.Labels),
            Key = IdempotencyHeader.Read(context.Request, body.Sha256),
        };
        if (await directory.CreateAsync(command, context.RequestAborted) is not CreateSessionResult.Created created)
            return new ProblemResult(IdempotencyHeader.Reused());
        if (created.Replayed) IdempotencyHeader.MarkReplayed(context.Response);
        context.Response.Headers.Location = $"/v1/sessions/{created.Row.Key.Session.Value}";
        return TypedResults.Json(SessionBody.From(created.Row), ResponseJson.Relaxed.SessionBody, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ISessionCatalog catalog)
    {
        var query = SessionFilter.Read(context.Request);
        var rows = await catalog.ListAsync(query, context.RequestAborted);
        var next = rows.Count < query.Limit ? null : rows[^1].Key.Session.Value;
        if (next is not null)
        {
            // A full page may be the last one: the contract says that the last has no next_page.
            var peek = query with { Before = rows[^1].Key.Session, Limit = 1 };
            if ((await catalog.ListAsync(peek, context.RequestAborted)).Count == 0) next = null;
        }

        return TypedResults.Json(new SessionListBody([.. rows.Select(SessionBody.From)], next), ResponseJson.Relaxed.SessionListBody);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context, ISessionCatalog catalog)
    {
        var row = await catalog.RequireAsync(RouteIds.ReadSession(id), context.RequestAborted);
        return TypedResults.Json(SessionBody.From(row), ResponseJson.Relaxed.SessionBody);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, ISessionDirectory directory) =>
        await directory.DeleteAsync(RouteIds.ReadSession(id), context.RequestAborted) switch
        {
            DeleteResult.Deleted => TypedResults.NoContent(),
            DeleteResult.NotFound => new ProblemResult(SessionLookup.NotFound()),
            _ => new ProblemResult(new Problem(ProblemCodes.SessionUnavailable, "The session could not be ended yet. Send the request again.")),
        };
}
