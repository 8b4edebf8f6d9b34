namespace Silo.Edge.Http.Audit;

/// <summary>A page of the audit log.</summary>
internal sealed record AuditListBody(IReadOnlyList<AuditBody> Entries, string? NextPage);
