using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Agents;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Agents;

/// <summary>Lists the agents that new sessions can be made of.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/agents", List);

    private static JsonHttpResult<AgentListBody> List(IAgentCatalog agents) =>
        TypedResults.Json(new AgentListBody([.. agents.List().Select(AgentBody.From)]), ResponseJson.Relaxed.AgentListBody);
}
