using Silo.Abstractions.Access;

namespace Silo.Runtime.Access;

/// <summary>The part of the audit log that one caller may read.</summary>
internal sealed class AuthorizedAudit(IAuditReader inner, SemaphoreSlim turn, CallerAccess access) : IAuditReader
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        access.Require(Operation.AuditRead);

        // The log of a year may be read from end to end for one page of it, and the store has few readers.
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await inner.ListAsync(query with { Tenant = access.Caller.Tenant }, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}
