namespace Silo.Abstractions.Agents;

/// <summary>The agents that new sessions can be made of.</summary>
public interface IAgentCatalog
{
    /// <summary>All agents, by name.</summary>
    IReadOnlyList<AgentDefinition> List();

    /// <summary>Finds the current version of an agent; null when there is none of that name.</summary>
    AgentDefinition? Find(string name);
}
