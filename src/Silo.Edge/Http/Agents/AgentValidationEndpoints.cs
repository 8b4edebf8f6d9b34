using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Agents;

/// <summary>Checks agent files before somebody puts them where the host reads them.</summary>
internal static class AgentValidationEndpoints
{
    public static void MapAgentValidation(this IEndpointRouteBuilder routes) =>
        routes.Map(HttpMethods.Post, "/v1/agents/validate", Operation.AgentValidate, ValidateAsync);

    private static async Task<JsonHttpResult<AgentValidationBody>> ValidateAsync(HttpContext context, IOptions<SiloEdgeOptions> options)
    {
        var body = await JsonBody<ValidateAgentBody>.ReadAsync(context.Request, RequestJson.Default.ValidateAgentBody, options.Value.JsonBytesMax);
        var file = body.Value.File ?? throw new Problem(ProblemCodes.BodyInvalid, "The member 'file' is missing: the text of an agent file.").ToException();
        var result = context.Ports().Validator.Validate(Encoding.UTF8.GetBytes(file));
        return TypedResults.Json(
            new AgentValidationBody(result.Faults.Count == 0, result.Definition is { } agent ? AgentBody.From(agent) : null, result.Faults),
            ResponseJson.Relaxed.AgentValidationBody);
    }
}
