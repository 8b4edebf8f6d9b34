using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;

namespace Silo.Runtime.Access;

/// <summary>The agents that one caller may use.</summary>
internal sealed class AuthorizedAgents(IAgentCatalog inner, CallerAccess access) : IAgentCatalog
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public IReadOnlyList<AgentDefinition> List()
    {
        access.Require(Operation.AgentRead);
        return inner.List();
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public AgentDefinition? Find(string name)
    {
        access.Require(Operation.AgentRead);
        return inner.Find(name);
    }
}
