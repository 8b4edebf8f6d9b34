using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Audit;

/// <summary>Shows the audit log of the caller's tenant.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.Map(HttpMethods.Get, "/v1/audit", Operation.AuditRead, ListAsync);

    private static async Task<IResult> ListAsync(HttpContext context)
    {
        var ports = context.Ports();
        var parameters = new QueryParameters(context.Request, "caller", "operation", "target", "since", "until", "limit", "page");
        var query = new AuditQuery
        {
            Tenant = ports.Caller.Tenant,
            Caller = parameters.Text("caller"),
            Operation = parameters.Text("operation"),
            Target = parameters.Text("target"),
            Since = parameters.Time("since"),
            Until = parameters.Time("until"),
            Before = parameters.Page<AuditId>(),
            Limit = parameters.Number("limit", 1, 200, 50),
        };
        var rows = await ports.Audit.ListAsync(query, context.RequestAborted);
        var next = rows.Count < query.Limit ? null : rows[^1].Id.Value;
        if (next is not null && (await ports.Audit.ListAsync(query with { Before = rows[^1].Id, Limit = 1 }, context.RequestAborted)).Count == 0) next = null;
        return TypedResults.Json(new AuditListBody([.. rows.Select(AuditBody.From)], next), ResponseJson.Relaxed.AuditListBody);
    }
}
