using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Approvals;

/// <summary>Lists approvals and takes decisions.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Get, "/v1/approvals", Operation.ApprovalRead, ListAsync);
        routes.Map(HttpMethods.Post, "/v1/approvals/{id}", Operation.ApprovalDecide, DecideAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context)
    {
        var ports = context.Ports();
        var parameters = new QueryParameters(context.Request, "session", "open", "limit", "page");
        var query = new ApprovalQuery
        {
            Tenant = ports.Caller.Tenant,
            Session = parameters.Text("session") is { } session ? RouteIds.Read<SessionId>(session) : null,
            OpenOnly = parameters.Flag("open", fallback: true),
            Before = parameters.Page<ApprovalId>(),
            Limit = parameters.Number("limit", 1, 200, 50),
        };
        var rows = await ports.Catalog.ListApprovalsAsync(query, context.RequestAborted);
        var next = rows.Count < query.Limit ? null : rows[^1].Approval.Value;
        if (next is not null && (await ports.Catalog.ListApprovalsAsync(query with { Before = rows[^1].Approval, Limit = 1 }, context.RequestAborted)).Count == 0)
            next = null;
        return TypedResults.Json(new ApprovalListBody([.. rows.Select(ApprovalBody.From)], next), ResponseJson.Relaxed.ApprovalListBody);
    }

    private static async Task<IResult> DecideAsync(string id, HttpContext context, IIntake intake, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var approval = RouteIds.Read<ApprovalId>(id);
        if (!intake.TryEnter(context.Request, options.Value.JsonBytesMax, out var entered, out var full)) return full;
        using var inside = entered;
        var body = (await JsonBody<DecisionBody>.ReadAsync(context.Request, RequestJson.Default.DecisionBody, options.Value.JsonBytesMax)).Value;
        var result = await ports.Directory.ResolveApprovalAsync(ApprovalCalls.Read(ports, approval, body), context.RequestAborted);
        return result is ResolveApprovalResult.Resolved resolved
            ? TypedResults.Json(ApprovalBody.From(resolved.Row), ResponseJson.Relaxed.ApprovalBody)
            : new ProblemResult(ApprovalCalls.Refused(result));
    }
}
