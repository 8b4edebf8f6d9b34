using Silo.Abstractions.Access;

namespace Silo.Runtime.Access;

/// <summary>The part of the audit log that one caller may read.</summary>
internal sealed class AuthorizedAudit(IAuditReader inner, CallerAccess access) : IAuditReader
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        access.Require(Operation.AuditRead);
        return inner.ListAsync(query with { Tenant = access.Caller.Tenant }, cancellationToken);
    }
}
