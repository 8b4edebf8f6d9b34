using Silo.Abstractions.Journal;

namespace Silo.Edge.Http.Approvals;

/// <summary>An approval as callers see it.</summary>
internal sealed record ApprovalBody(
    string Id,
    string Session,
    string Task,
    string Reason,
    string Title,
    string? Tool,
    DateTime RequestedAt,
    string? Decision,
    string? Answer,
    string? DecidedBy,
    DateTime? DecidedAt)
{
    public static ApprovalBody From(ApprovalRow row) => new(
        row.Approval.Value, row.Key.Session.Value, row.Turn.Value, row.Reason, row.Title, row.Tool, row.RequestedAt.UtcDateTime,
        row.Decision, row.Answer, row.DecidedBy, row.DecidedAt?.UtcDateTime);
}
