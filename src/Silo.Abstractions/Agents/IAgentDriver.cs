using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Agents;

/// <summary>Runs the turns of agents of one kind: the model loop, an agent process, a C# program.</summary>
public interface IAgentDriver
{
    /// <summary>The name that agent definitions use.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    DriverCapabilities Capabilities { get; }

    /// <summary>Checks the parts of a definition that only this driver understands.</summary>
    /// <returns>Every error, each naming the setting, its value and what is allowed; empty when it is fine.</returns>
    IReadOnlyList<string> Validate(AgentDefinition definition);

    /// <summary>Opens the driver's side of a session that has just been activated.</summary>
    /// <exception cref="AgentUnavailableException">It cannot run here; the turn fails with its code.</exception>
    Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken);
}
