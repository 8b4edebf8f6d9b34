using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Steps;

/// <summary>A tool as one agent may use it: the definition's overrides applied.</summary>
internal sealed record AgentTool(ITool Tool, ToolDefinition Definition, bool NeedsApproval)
{
    /// <summary>The agent's tools from all sources, in the order of its definition.</summary>
    internal static IReadOnlyList<AgentTool> For(AgentDefinition agent, IEnumerable<IToolSource> sources)
    {
        var found = sources.SelectMany(s => s.For(agent)).ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
        var result = new List<AgentTool>();
        foreach (var settings in agent.Tools)
        {
            if (!found.TryGetValue(settings.Name, out var tool)) continue;
            var definition = tool.Definition with
            {
                Effect = settings.Effect ?? tool.Definition.Effect,
                Timeout = settings.Timeout ?? tool.Definition.Timeout,
            };
            result.Add(new AgentTool(tool, definition, settings.Approval));
        }

        return result;
    }
}
