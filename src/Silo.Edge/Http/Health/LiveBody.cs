namespace Silo.Edge.Http.Health;

/// <summary>The answer of <c>GET /health/live</c>.</summary>
internal sealed record LiveBody(bool Live);
