using Silo.Abstractions.Agents;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeAgents : IAgentCatalog
{
    public IReadOnlyList<AgentDefinition> List() => [Sample.Agent];

    public AgentDefinition? Find(string name) => name == "demo" ? Sample.Agent : null;
}
