namespace Silo.Edge.Http.Health;

/// <summary>The answer of <c>GET /health/ready</c>.</summary>
internal sealed record ReadyBody(bool Ready, IReadOnlyList<CheckBody> Checks);
