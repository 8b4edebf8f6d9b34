using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>The tools of an agent's MCP servers (docs/operating/mcp.md). Servers are a session's own: started on first need, ended with it.</summary>
public sealed class McpToolSource : ISessionToolSource
{
    private readonly McpConnector _connector;
    private readonly TimeProvider _time;
    private readonly ILogger<McpToolSource> _log;

    /// <summary>Makes the source.</summary>
    /// <param name="environment">Reads a variable of the host's environment: where the values of HTTP headers come from.</param>
    /// <param name="time">The clock of limits and restarts.</param>
    /// <param name="probe">Told when a call has taken effect and has not yet returned; <see cref="NoProbe"/> outside of crash tests.</param>
    /// <param name="log">Takes starts and failures.</param>
    public McpToolSource(Func<string, string?> environment, TimeProvider time, IProbe probe, ILogger<McpToolSource> log)
    {
        _connector = new McpConnector(environment, time, probe);
        _time = time;
        _log = log;
    }

    /// <inheritdoc />
    public ISessionTools? Open(SessionKey session, AgentDefinition agent, ISessionResources resources) => agent.Mcp is not { Count: > 0 } servers
        ? null
        : new McpSession([.. servers.Select(s => new McpServer(s, session, resources, _connector, _time, _log))]);
}
