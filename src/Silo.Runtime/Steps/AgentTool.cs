using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Steps;

/// <summary>A tool as one agent may use it: the definition's overrides applied.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Definition">What the model, and Silo, know of it.</param>
/// <param name="Settings">What the agent says of it: rules, rate, approval; null for nothing.</param>
internal sealed record AgentTool(ITool Tool, ToolDefinition Definition, ToolSettings? Settings)
{
    internal bool NeedsApproval => Settings?.Approval ?? false;

    /// <summary>Whether the model is told of it: not when every call would be refused.</summary>
    internal bool IsOffered => Settings?.IsDenied != true;

    /// <summary>The agent's tools from all sources, in the order of its definition.</summary>
    internal static IReadOnlyList<AgentTool> For(AgentDefinition agent, IEnumerable<IToolSource> sources)
    {
        var found = sources.SelectMany(s => s.For(agent)).ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
        return [.. agent.Tools.Where(t => found.ContainsKey(t.Name)).Select(t => Of(agent, found[t.Name]))];
    }

    /// <summary>One tool with what the agent's definition says of it.</summary>
    internal static AgentTool Of(AgentDefinition agent, ITool tool)
    {
        var settings = ToolSettings.Of(agent.Tools, tool.Definition.Name);
        return new AgentTool(
            tool,
            tool.Definition with { Effect = settings?.Effect ?? tool.Definition.Effect, Timeout = settings?.Timeout ?? tool.Definition.Timeout },
            settings);
    }
}
