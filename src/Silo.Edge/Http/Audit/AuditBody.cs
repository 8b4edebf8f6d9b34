using Silo.Abstractions.Access;

namespace Silo.Edge.Http.Audit;

/// <summary>An entry of the audit log as callers see it.</summary>
internal sealed record AuditBody(
    string Id, DateTime At, string Caller, string CallerName, string Operation, string? Target, string Request, string? Outcome, DateTime? EndedAt)
{
    public static AuditBody From(AuditEntry entry) => new(
        entry.Id.Value, entry.At.UtcDateTime, entry.Caller, entry.CallerName, entry.Operation, entry.Target, entry.Request, entry.Outcome, entry.EndedAt?.UtcDateTime);
}
