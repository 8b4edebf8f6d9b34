using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.SignalR;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.SignalR;

/// <summary>Stands before the hub: nobody comes back to another's connection, and whoever reads slowly is not cut for it.</summary>
internal sealed class HubGuard(RequestDelegate next, HubConnections connections, HubFarewell farewell)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null)
        {
            await next(context);
            return;
        }

        if (connections.IsOfAnother(context.Request, context.Identity()))
        {
            await new ProblemResult(new Problem(ProblemCodes.RouteNotFound, "There is no such connection. Begin a new one.")).ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        farewell.Requests.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            farewell.Requests.Leave();
        }
    }
}
