using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Edge.Auth;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Agents;

/// <summary>Lists the agents that new sessions can be made of.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.Map(HttpMethods.Get, "/v1/agents", Operation.AgentRead, List);

    private static JsonHttpResult<AgentListBody> List(HttpContext context) =>
        TypedResults.Json(new AgentListBody([.. context.Ports().Agents.List().Select(AgentBody.From)]), ResponseJson.Relaxed.AgentListBody);
}
