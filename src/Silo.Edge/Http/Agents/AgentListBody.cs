namespace Silo.Edge.Http.Agents;

/// <summary>All agents.</summary>
internal sealed record AgentListBody(IReadOnlyList<AgentBody> Agents);
