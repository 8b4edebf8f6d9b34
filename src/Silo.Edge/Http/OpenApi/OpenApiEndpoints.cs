using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Edge.Auth;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi;

/// <summary>Serves the API's description. It holds nothing of anybody, so it is open.</summary>
internal static class OpenApiEndpoints
{
    public static void MapOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpen(HttpMethods.Get, "/openapi/v1.json", Show);

    private static FileContentHttpResult Show(HttpContext context, ApiDescription description)
    {
        _ = new QueryParameters(context.Request);
        return TypedResults.Bytes(description.Utf8, ContentTypes.Json);
    }
}
