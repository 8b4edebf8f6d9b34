using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Doctor;

/// <summary>Tells an operator what of this host works, and with how much protection.</summary>
internal static class DoctorEndpoints
{
    public static void MapDoctor(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/doctor", RunAsync);

    private static async Task<IResult> RunAsync(HttpContext context, DoctorRun doctor) =>
        TypedResults.Json(await doctor.RunAsync(context.RequestAborted), ResponseJson.Relaxed.DoctorBody);
}
