using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Agents.Tests.Definitions;

/// <summary>A driver that finds the errors it is told to find.</summary>
internal sealed class FakeDriver(string name, params string[] errors) : IAgentDriver
{
    public string Name => name;

    public DriverCapabilities Capabilities => DriverCapabilities.None;

    public IReadOnlyList<string> Validate(AgentDefinition definition) => errors;

    public Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
