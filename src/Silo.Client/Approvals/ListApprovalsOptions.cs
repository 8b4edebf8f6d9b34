using Silo.Abstractions.Identity;

namespace Silo.Client.Approvals;

/// <summary>Which approvals to list.</summary>
public sealed class ListApprovalsOptions
{
    /// <summary>Only those of this session.</summary>
    public SessionId? Session { get; init; }

    /// <summary>True for open ones only, false for decided ones only, null for all.</summary>
    public bool? Open { get; init; }

    /// <summary>Most in one page.</summary>
    /// <value>1 to 200; null for the server's default, 50.</value>
    public int? Limit { get; init; }

    /// <summary>The <see cref="ApprovalPage.NextPage"/> of the page before.</summary>
    public string? Page { get; init; }
}
