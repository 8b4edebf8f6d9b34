using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Sessions;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Sessions;

/// <summary>Makes, shows, lists and deletes sessions.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Post, "/v1/sessions", Operation.SessionCreate, CreateAsync);
        routes.Map(HttpMethods.Get, "/v1/sessions", Operation.SessionRead, ListAsync);
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}", Operation.SessionRead, ShowAsync);
        routes.Map(HttpMethods.Delete, "/v1/sessions/{id}", Operation.SessionDelete, DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IIntake intake, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        if (!intake.TryEnter(context.Request, options.Value.JsonBytesMax, out var entered, out var full)) return full;
        using var inside = entered;
        var body = await JsonBody<CreateSessionBody>.ReadAsync(context.Request, RequestJson.Default.CreateSessionBody, options.Value.JsonBytesMax);
        var name = body.Value.Agent ?? throw new Problem(ProblemCodes.BodyInvalid, "'agent' is needed: the name of an agent, as GET /v1/agents lists them.").ToException();
        var agent = ports.Agents.Find(name);
        if (agent is null) return new ProblemResult(new Problem(ProblemCodes.AgentNotFound, "No agent has this name. GET /v1/agents lists those there are."));
        var command = new CreateSessionCommand
        {
            Tenant = ports.Caller.Tenant,
            Agent = agent,
            Title = SessionRules.Title(body.Value.Title),
            Labels = SessionRules.Labels(body.Value.Labels),
            Key = IdempotencyHeader.Read(context.Request, body.Sha256),
        };
        var result = await ports.Directory.CreateAsync(command, context.RequestAborted);
        if (result is CreateSessionResult.TenantFull no)
        {
            return new ProblemResult(new Problem(ProblemCodes.TenantSessionsFull, $"The tenant has {no.Max} sessions already. Delete some that nobody needs.")
            {
                Limit = "tenant_sessions_max",
                Value = no.Max,
            });
        }

        if (result is not CreateSessionResult.Created created) return new ProblemResult(IdempotencyHeader.Reused());
        if (created.Replayed) IdempotencyHeader.MarkReplayed(context.Response);
        context.Response.Headers.Location = $"/v1/sessions/{created.Row.Key.Session.Value}";
        return TypedResults.Json(SessionBody.From(created.Row), ResponseJson.Relaxed.SessionBody, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context)
    {
        var ports = context.Ports();
        var query = SessionFilter.Read(context.Request, ports.Caller.Tenant);
        return TypedResults.Json(await SessionPages.ReadAsync(ports.Catalog, query, context.RequestAborted), ResponseJson.Relaxed.SessionListBody);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context)
    {
        var ports = context.Ports();
        var row = await ports.Catalog.RequireAsync(ports.Session(id), context.RequestAborted);
        return TypedResults.Json(SessionBody.From(row), ResponseJson.Relaxed.SessionBody);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context)
    {
        var ports = context.Ports();
        return await ports.Directory.DeleteAsync(ports.Session(id), context.RequestAborted) switch
        {
            DeleteResult.Deleted => TypedResults.NoContent(),
            DeleteResult.NotFound => new ProblemResult(SessionLookup.NotFound()),
            _ => new ProblemResult(new Problem(ProblemCodes.SessionUnavailable, "The session could not be ended yet. Send the request again.")),
        };
    }
}
