using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Tools;

/// <summary>Where tools come from that a session learns of only while it lives, such as those of its MCP servers.</summary>
public interface ISessionToolSource
{
    /// <summary>Opens the tools of one live session. Starts nothing: that is left to the first <see cref="ISessionTools.ListAsync"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="resources">What the session lends; outlives what is opened.</param>
    /// <returns>Null when the agent has no tools from here. Disposed of at deactivation.</returns>
    ISessionTools? Open(SessionKey session, AgentDefinition agent, ISessionResources resources);
}
