using Silo.Abstractions.Agents;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeAgents : IAgentCatalog, IAgentValidator
{
    public IReadOnlyList<AgentDefinition> List() => [Sample.Agent];

    public AgentDefinition? Find(string name) => name == "demo" ? Sample.Agent : null;

    public AgentValidation Validate(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.SequenceEqual("good"u8) ? new AgentValidation(Sample.Agent, []) : new AgentValidation(null, [new AgentFault(2, 3, "name", "wrong")]);
}
