namespace Silo.Abstractions.Access;

/// <summary>Reads the audit log.</summary>
public interface IAuditReader
{
    /// <summary>Lists entries, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}
