using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;

namespace Silo.Runtime.Access;

/// <summary>Checks of agent files, for those who may have agents work.</summary>
internal sealed class AuthorizedValidator(IAgentValidator inner, CallerAccess access) : IAgentValidator
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public AgentValidation Validate(ReadOnlyMemory<byte> utf8)
    {
        access.Require(Operation.AgentValidate);
        return inner.Validate(utf8);
    }
}
