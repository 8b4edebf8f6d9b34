using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Edge.Auth;

namespace Silo.Edge.SignalR;

/// <summary>Maps the hub. To connect, a caller needs to be one who may read sessions; each method has a rule of its own. Not the rule of events: what opens the events of one session does not open the hub.</summary>
internal static class HubEndpoint
{
    public const string Path = "/hub";

    public static void MapSiloHub(this IEndpointRouteBuilder routes) => routes.MapHub<SiloHub>(Path, Bound).WithMetadata(new RouteRule(Operation.SessionRead));

    private static void Bound(HttpConnectionDispatcherOptions options)
    {
        // One request for each connection, and back-pressure by TCP. Who cannot have it has server-sent events.
        options.Transports = HttpTransportType.WebSockets;
        options.WebSockets.CloseTimeout = HubLimits.CloseMax;
        options.ApplicationMaxBufferSize = HubLimits.BufferedBytesMax;
        options.TransportMaxBufferSize = HubLimits.BufferedBytesMax;
        options.TransportSendTimeout = HubLimits.StallMax;
        options.AllowStatefulReconnects = true;
    }
}
