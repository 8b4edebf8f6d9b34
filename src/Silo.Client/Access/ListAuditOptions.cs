namespace Silo.Client.Access;

/// <summary>Which entries of the audit log to list.</summary>
public sealed class ListAuditOptions
{
    /// <summary>Only changes of this caller, by its id.</summary>
    public string? Caller { get; init; }

    /// <summary>Only changes of this operation.</summary>
    public string? Operation { get; init; }

    /// <summary>Only changes of exactly this target.</summary>
    public string? Target { get; init; }

    /// <summary>Only changes at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only changes before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most in one page.</summary>
    /// <value>1 to 200; null for the server's default, 50.</value>
    public int? Limit { get; init; }

    /// <summary>The <see cref="AuditPage.NextPage"/> of the page before.</summary>
    public string? Page { get; init; }
}
