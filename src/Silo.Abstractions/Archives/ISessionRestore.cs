using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Archives;

/// <summary>A session that is being put into a journal, in one transaction. Disposed of without a commit, or cut by a crash, nothing of it is there.</summary>
/// <remarks>
/// Every add throws <see cref="ArgumentException"/> when a bound is broken or the rows are not this session's, <see cref="InvalidDataException"/> when an
/// event does not match its checksum, <see cref="InvalidOperationException"/> when an id belongs to another session, and <see cref="JournalException"/>
/// when the store fails. After any of them only <see cref="IAsyncDisposable.DisposeAsync"/> is left.
/// </remarks>
public interface ISessionRestore : IAsyncDisposable
{
    /// <summary>Adds events, in order from sequence 1; at most <see cref="ISessionSnapshot.EventsMax"/> at a time.</summary>
    Task AddAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken);

    /// <summary>Adds tickets; at most <see cref="ISessionSnapshot.RowsMax"/> at a time.</summary>
    Task AddAsync(IReadOnlyList<TurnTicket> tickets, CancellationToken cancellationToken);

    /// <summary>Adds approvals; at most <see cref="ISessionSnapshot.RowsMax"/> at a time.</summary>
    Task AddAsync(IReadOnlyList<ApprovalRow> approvals, CancellationToken cancellationToken);

    /// <summary>Adds idempotency keys; at most <see cref="ISessionSnapshot.RowsMax"/> at a time. One that is in use here, and has not expired, stays as it is.</summary>
    Task AddAsync(IReadOnlyList<IdempotencyKey> keys, CancellationToken cancellationToken);

    /// <summary>Makes the session exist, durably.</summary>
    /// <exception cref="InvalidOperationException">Events are missing up to the row's head. Nothing was written.</exception>
    /// <exception cref="JournalException">The outcome is unknown. Import it again: what is there already is found equal.</exception>
    Task CommitAsync(CancellationToken cancellationToken);
}
