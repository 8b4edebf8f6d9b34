using Silo.Abstractions.Agents;

namespace Silo.Edge.Http.Agents;

/// <summary>An agent as callers see it.</summary>
internal sealed record AgentBody(string Name, string Version, string? Description, string Driver, IReadOnlyList<string> Tools)
{
    public static AgentBody From(AgentDefinition agent) =>
        new(agent.Name, agent.Version, agent.Description, agent.Driver, [.. agent.Tools.Select(tool => tool.Name)]);
}
