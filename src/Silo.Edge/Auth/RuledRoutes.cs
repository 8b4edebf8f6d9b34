using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;

namespace Silo.Edge.Auth;

/// <summary>Maps routes, each with its rule.</summary>
internal static class RuledRoutes
{
    /// <summary>Maps a route that stands for an operation.</summary>
    public static void Map(this IEndpointRouteBuilder routes, string method, string pattern, Operation operation, Delegate handler) =>
        routes.MapMethods(pattern, [method], handler).WithMetadata(new RouteRule(operation));

    /// <summary>Maps a route that is open to whoever reaches the port.</summary>
    public static void MapOpen(this IEndpointRouteBuilder routes, string method, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [method], handler).WithMetadata(RouteRule.Open);
}
