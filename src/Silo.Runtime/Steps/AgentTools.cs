using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>A live session's tools: those that its agent names, and those that its servers offer at the moment.</summary>
internal sealed class AgentTools(AgentDefinition agent, SessionParts parts, ISessionResources resources, ITurnPort actor) : IAsyncDisposable
{
    /// <summary>Most tools of one server, and of all together; what is beyond is left out.</summary>
    private const int ToolsMax = 128;

    private readonly IReadOnlyList<ISessionTools> _opened = [.. parts.SessionTools.Select(s => s.Open(actor.State.Key, agent, resources)).OfType<ISessionTools>()];

    /// <summary>Those that the definition names.</summary>
    internal IReadOnlyList<AgentTool> Named { get; } = AgentTool.For(agent, parts.Tools);

    /// <summary>A tool that the definition names.</summary>
    internal AgentTool? Find(string name) => Named.FirstOrDefault(t => t.Definition.Name == name);

    /// <summary>A tool, wherever it is from; or why there is none.</summary>
    internal async ValueTask<(AgentTool? Tool, EventError? Missing)> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is { } named) return (named, null);
        var (tools, listings) = await AskAsync(cancellationToken);
        if (tools.FirstOrDefault(t => t.Definition.Name == name) is { } found) return (found, null);
        var broken = listings.FirstOrDefault(l => l.Error is not null && name.StartsWith(l.Server + "__", StringComparison.Ordinal));
        return (null, broken?.Error ?? new EventError("tool_unknown", $"There is no tool '{name}'. Tools: {string.Join(", ", tools.Select(t => t.Definition.Name))}."));
    }

    /// <summary>All that a model is offered now; what a server offers anew is recorded.</summary>
    internal async Task<IReadOnlyList<AgentTool>> ListAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).Tools;

    public async ValueTask DisposeAsync()
    {
        foreach (var tools in _opened) await tools.DisposeAsync();
    }

    private async Task<(IReadOnlyList<AgentTool> Tools, IReadOnlyList<ToolListing> Listings)> AskAsync(CancellationToken cancellationToken)
    {
        if (_opened.Count == 0) return (Named, []);
        var tools = new List<AgentTool>(Named);
        var listings = new List<ToolListing>();
        foreach (var opened in _opened) listings.AddRange(await opened.ListAsync(cancellationToken));
        foreach (var listing in listings)
        {
            var offered = new List<string>();
            foreach (var tool in listing.Tools.TakeWhile(_ => tools.Count < ToolsMax))
            {
                if (tools.Exists(t => t.Definition.Name == tool.Definition.Name)) continue;
                tools.Add(AgentTool.Of(agent, tool));
                offered.Add(tool.Definition.Name);
            }

            var error = listing.Error is { } e ? StepRunner.Error(e.Code, e.Message, e.Retryable) : null;
            actor.Post(new SessionMessage.ServerListed(listing.Server, offered, error));
        }

        return (tools, listings);
    }
}
