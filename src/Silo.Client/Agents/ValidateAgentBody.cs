namespace Silo.Client.Agents;

/// <summary>The body of <c>POST /v1/agents/validate</c>.</summary>
internal sealed record ValidateAgentBody(string File);
