using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Auth;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Doctor;

/// <summary>Tells an operator what of this host works, and with how much protection.</summary>
internal static class DoctorEndpoints
{
    public static void MapDoctor(this IEndpointRouteBuilder routes) => routes.Map(HttpMethods.Get, "/v1/doctor", Operation.DoctorRead, RunAsync);

    private static async Task<IResult> RunAsync(HttpContext context)
    {
        var results = await context.Ports().Doctor.RunAsync(context.RequestAborted);
        var worst = results.Select(result => result.Status).DefaultIfEmpty(DoctorStatus.Ok).Max();
        return TypedResults.Json(new DoctorBody(worst, results), ResponseJson.Relaxed.DoctorBody);
    }
}
