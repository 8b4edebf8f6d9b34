namespace Silo.Edge.Http.Health;

/// <summary>What one check found, for callers.</summary>
internal sealed record CheckBody(string Name, bool Ok, string Detail);
