using Microsoft.AspNetCore.Http;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>Finds out who asks, before any route runs. A route without a rule of its own is not open.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, Authenticator authenticator, CallerRates rates, AccessGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // What has no route gets its 404 or 405 from further on; there is nothing to protect.
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<RouteRule>() is { Operation: null })
        {
            await next(context);
            return;
        }

        var answer = await authenticator.AuthenticateAsync(context);
        if (!answer.IsKnown)
        {
            await new ProblemResult(answer.Refused).ExecuteAsync(context);
            return;
        }

        var identity = answer.Identity;
        if (!rates.TryTake(identity, out var refused))
        {
            await new ProblemResult(refused).ExecuteAsync(context);
            return;
        }

        context.Features.Set(identity);
        context.Features.Set(gate.For(identity.Caller));
        await next(context);
    }
}
