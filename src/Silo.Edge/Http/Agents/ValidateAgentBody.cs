namespace Silo.Edge.Http.Agents;

/// <summary>What <c>POST /v1/agents/validate</c> takes.</summary>
internal sealed record ValidateAgentBody
{
    public string? File { get; init; }
}
