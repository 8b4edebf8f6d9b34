namespace Silo.Client.Approvals;

/// <summary>One page of approvals.</summary>
/// <param name="Approvals">The approvals, newest first.</param>
/// <param name="NextPage">What to ask for next; null on the last page.</param>
public sealed record ApprovalPage(IReadOnlyList<ApprovalInfo> Approvals, string? NextPage);
