using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Silo.Edge.Auth;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Health;

/// <summary>Tells whoever watches the process whether it works, and whether it can serve.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapOpen(HttpMethods.Get, "/health/live", () => TypedResults.Json(new LiveBody(Live: true), ResponseJson.Relaxed.LiveBody));
        routes.MapOpen(HttpMethods.Get, "/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, Readiness readiness)
    {
        var body = await readiness.CheckAsync(context.RequestAborted);
        var status = body.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return TypedResults.Json(body, ResponseJson.Relaxed.ReadyBody, statusCode: status);
    }
}
