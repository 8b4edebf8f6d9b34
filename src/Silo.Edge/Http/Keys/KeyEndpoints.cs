using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Keys;

/// <summary>Makes, lists and revokes keys of the caller's tenant.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Post, "/v1/keys", Operation.KeyCreate, CreateAsync);
        routes.Map(HttpMethods.Get, "/v1/keys", Operation.KeyRead, ListAsync);
        routes.Map(HttpMethods.Delete, "/v1/keys/{id}", Operation.KeyRevoke, RevokeAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, TimeProvider time, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var body = (await JsonBody<CreateKeyBody>.ReadAsync(context.Request, RequestJson.Default.CreateKeyBody, options.Value.JsonBytesMax)).Value;
        var command = new CreateKeyCommand(
            ports.Caller.Tenant, KeyRules.Role(body.Role), KeyRules.Name(body.Name), KeyRules.Expiry(body.ExpiresAt, time.GetUtcNow()), ports.Caller.Id);
        var created = await ports.Keys.CreateAsync(command, context.RequestAborted);
        var answer = KeyBody.From(created.Key) with { Key = created.Text };
        return TypedResults.Json(answer, ResponseJson.Relaxed.KeyBody, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context)
    {
        var ports = context.Ports();
        var parameters = new QueryParameters(context.Request, "limit", "page");
        var query = new KeyQuery { Tenant = ports.Caller.Tenant, Before = parameters.Page<KeyId>(), Limit = parameters.Number("limit", 1, 200, 50) };
        var rows = await ports.Keys.ListAsync(query, context.RequestAborted);
        var next = rows.Count < query.Limit ? null : rows[^1].Id.Value;
        if (next is not null && (await ports.Keys.ListAsync(query with { Before = rows[^1].Id, Limit = 1 }, context.RequestAborted)).Count == 0) next = null;
        return TypedResults.Json(new KeyListBody([.. rows.Select(KeyBody.From)], next), ResponseJson.Relaxed.KeyListBody);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context)
    {
        var ports = context.Ports();
        return await ports.Keys.RevokeAsync(ports.Caller.Tenant, RouteIds.Read<KeyId>(id), context.RequestAborted) is null
            ? new ProblemResult(new Problem(ProblemCodes.KeyNotFound, "No key has this id."))
            : TypedResults.NoContent();
    }
}
