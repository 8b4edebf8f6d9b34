namespace Silo.Client.Agents;

/// <summary>The answer of <c>GET /v1/agents</c>.</summary>
internal sealed record AgentList(IReadOnlyList<AgentInfo> Agents);
