namespace Silo.Abstractions.Access;

/// <summary>Keeps the audit log, beside the journal. Append-only: an entry is written before its change, its end after it, and nothing is changed later.</summary>
/// <remarks>Errors of the store are those of the journal; a write that threw may have happened, and each is safe to repeat.</remarks>
public interface IAuditLog : IAuditReader
{
    /// <summary>Most ends that <see cref="EndAsync"/> takes.</summary>
    const int EndsMax = 256;

    /// <summary>Writes an entry; durable when it completes.</summary>
    Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Writes what became of up to <see cref="EndsMax"/> entries. The first end of an entry stands.</summary>
    Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken);

    /// <summary>Removes entries that were asked for before a time, with their ends.</summary>
    /// <param name="before">The time.</param>
    /// <param name="limit">Most entries, 1 to 10,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many were removed.</returns>
    Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}
