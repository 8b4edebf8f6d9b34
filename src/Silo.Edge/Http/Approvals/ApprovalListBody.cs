namespace Silo.Edge.Http.Approvals;

/// <summary>A page of approvals.</summary>
internal sealed record ApprovalListBody(IReadOnlyList<ApprovalBody> Approvals, string? NextPage);
