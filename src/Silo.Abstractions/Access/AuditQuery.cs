using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Which entries of the audit log to list, newest first.</summary>
public sealed record AuditQuery
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Only of this caller; null for all.</summary>
    public string? Caller { get; init; }

    /// <summary>Only of this operation; null for all.</summary>
    public string? Operation { get; init; }

    /// <summary>Only those whose entry or end names exactly this target; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>Only those asked for at this time or later; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those asked for before this time; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only those older than this one; null for the first page.</summary>
    public AuditId? Before { get; init; }

    /// <summary>Most rows.</summary>
    /// <value>Default 50, 1 to 200.</value>
    public int Limit { get; init; } = 50;
}
