using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Requests;
using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>What a route knows of its caller.</summary>
internal static class CallerContext
{
    /// <summary>The ports, as this caller has them.</summary>
    /// <exception cref="InvalidOperationException">Nobody was authenticated: the route is open, and may not ask.</exception>
    public static CallerPorts Ports(this HttpContext context) =>
        context.Features.Get<CallerPorts>() ?? throw new InvalidOperationException("This route is open to everybody, and so has no caller's ports.");

    /// <summary>Who asks.</summary>
    public static Caller Caller(this HttpContext context) => context.Ports().Caller;

    /// <summary>Who asks, and how that is known.</summary>
    public static CallerIdentity Identity(this HttpContext context) => context.Features.GetRequiredFeature<CallerIdentity>();

    /// <summary>Reads the id of a session of the caller's tenant.</summary>
    /// <exception cref="Http.Problems.ProblemException">The text is not such an id.</exception>
    public static SessionKey Session(this CallerPorts ports, string? id) => new(ports.Caller.Tenant, RouteIds.Read<SessionId>(id));
}
