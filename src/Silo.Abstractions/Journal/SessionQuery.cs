using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>Which sessions to list, newest first.</summary>
public sealed record SessionQuery
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Only with this status; null for any.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Only of this agent; null for any.</summary>
    public string? Agent { get; init; }

    /// <summary>Only with this label; null for any.</summary>
    public KeyValuePair<string, string>? Label { get; init; }

    /// <summary>Only sessions older than this one (the last of the page before); null for the first page.</summary>
    public SessionId? Before { get; init; }

    /// <summary>Page size.</summary>
    /// <value>Default 50, 1 to 200.</value>
    public int Limit { get; init; } = 50;
}
