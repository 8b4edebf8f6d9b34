using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Archives;

/// <summary>Which sessions to walk. All that is null is any.</summary>
public sealed record ArchiveQuery
{
    /// <summary>Only this tenant's.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Only of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Only this session.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Tells whether a session is one of them.</summary>
    public bool Takes(SessionKey key, string agent) =>
        (Tenant is null || Tenant == key.Tenant) && (Session is null || Session == key.Session) && (Agent is null || string.Equals(Agent, agent, StringComparison.Ordinal));
}
