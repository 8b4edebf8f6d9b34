using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Which keys to list, newest first.</summary>
public sealed record KeyQuery
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Only those older than this one; null for the first page.</summary>
    public KeyId? Before { get; init; }

    /// <summary>Most rows.</summary>
    /// <value>Default 50, 1 to 200.</value>
    public int Limit { get; init; } = 50;
}
