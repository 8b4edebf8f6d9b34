using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>Which approvals to list, newest first.</summary>
public sealed record ApprovalQuery
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Only of this session; null for any.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Only undecided ones.</summary>
    /// <value>Default true.</value>
    public bool OpenOnly { get; init; } = true;

    /// <summary>Only approvals older than this one; null for the first page.</summary>
    public ApprovalId? Before { get; init; }

    /// <summary>Page size.</summary>
    /// <value>Default 50, 1 to 200.</value>
    public int Limit { get; init; } = 50;
}
