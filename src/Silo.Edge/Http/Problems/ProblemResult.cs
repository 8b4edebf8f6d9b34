using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Silo.Edge.Http.Responses;
using Silo.Edge.Telemetry;

namespace Silo.Edge.Http.Problems;

/// <summary>Writes a problem as the response.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    // A hint, not a promise: what made the error passes in its own time.
    private const string RetryAfterSeconds = "1";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var code = problem.Code;
        httpContext.RequestServices.GetRequiredService<EdgeMetrics>().Answered(code.Code);
        var response = httpContext.Response;
        response.StatusCode = code.Status;
        response.ContentType = "application/problem+json";
        // RFC 9110, 11.6.1: whoever is refused so is told how to come in, wherever it asked.
        if (code == ProblemCodes.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        if (code.Retryable) response.Headers.RetryAfter = problem.RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : RetryAfterSeconds;
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(ProblemBody.From(problem), ResponseJson.Relaxed.ProblemBody);
        response.ContentLength = utf8.Length;
        await response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
