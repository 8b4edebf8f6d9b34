using Silo.Abstractions.Agents;

namespace Silo.Abstractions.Tools;

/// <summary>Where tools come from.</summary>
public interface IToolSource
{
    /// <summary>The names that it knows.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The tools of an agent, in the order of its definition. Names it does not know are left out: the catalog has refused them.</summary>
    IReadOnlyList<ITool> For(AgentDefinition definition);
}
