using Silo.Abstractions.Access;

namespace Silo.Edge.Auth;

/// <summary>What a route needs. The ports check it; this says it, so that a test can hold every route to its word and none can be without.</summary>
/// <param name="Operation">The operation for which the route stands; null for one that is open to everybody.</param>
internal sealed record RouteRule(Operation? Operation)
{
    /// <summary>For whoever reaches the port: health.</summary>
    public static RouteRule Open { get; } = new((Operation?)null);
}
