using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Makes a session.</summary>
public sealed record CreateSessionCommand
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The agent, in the version that the session keeps for life.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>What a person calls it; up to 256 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Up to 32 labels, keys and values up to 128 characters.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The client's idempotency key; null for none.</summary>
    public ClientKey? Key { get; init; }
}
