using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Host.Tests.Archives;

/// <summary>A journal whose writes are counted, and of which the first look at a session can miss its rows.</summary>
internal sealed class WatchedArchive(IJournalArchive archive) : IJournalArchive
{
    /// <summary>How many idempotency keys were written.</summary>
    public int Keys { get; private set; }

    /// <summary>How many looks from now on miss the tickets.</summary>
    public int LooksWithoutTickets { get; set; }

    public Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken) =>
        archive.ListAsync(query, after, limit, cancellationToken);

    public async Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var snapshot = await archive.OpenAsync(key, cancellationToken);
        return snapshot is not null && LooksWithoutTickets-- > 0 ? new WithoutTickets(snapshot) : snapshot;
    }

    public Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken) => archive.FindAsync(key, cancellationToken);

    public void Check(SessionRow row) => archive.Check(row);

    public async Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken) =>
        new Restore(await archive.RestoreAsync(row, cancellationToken), this);

    public ValueTask DisposeAsync() => archive.DisposeAsync();

    private sealed class WithoutTickets(ISessionSnapshot snapshot) : ISessionSnapshot
    {
        public SessionRow Row => snapshot.Row;

        public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(long after, CancellationToken cancellationToken) => snapshot.ReadEventsAsync(after, cancellationToken);

        public Task<IReadOnlyList<TurnTicket>> ReadTicketsAsync(TurnId? after, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TurnTicket>>([]);

        public Task<IReadOnlyList<ApprovalRow>> ReadApprovalsAsync(ApprovalId? after, CancellationToken cancellationToken) => snapshot.ReadApprovalsAsync(after, cancellationToken);

        public Task<IReadOnlyList<IdempotencyKey>> ReadKeysAsync(IdempotencyKey? after, CancellationToken cancellationToken) => snapshot.ReadKeysAsync(after, cancellationToken);

        public ValueTask DisposeAsync() => snapshot.DisposeAsync();
    }

    private sealed class Restore(ISessionRestore restore, WatchedArchive counts) : ISessionRestore
    {
        public Task AddAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken) => restore.AddAsync(events, cancellationToken);

        public Task AddAsync(IReadOnlyList<TurnTicket> tickets, CancellationToken cancellationToken) => restore.AddAsync(tickets, cancellationToken);

        public Task AddAsync(IReadOnlyList<ApprovalRow> approvals, CancellationToken cancellationToken) => restore.AddAsync(approvals, cancellationToken);

        public Task AddAsync(IReadOnlyList<IdempotencyKey> keys, CancellationToken cancellationToken)
        {
            counts.Keys += keys.Count;
            return restore.AddAsync(keys, cancellationToken);
        }

        public Task CommitAsync(CancellationToken cancellationToken) => restore.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => restore.DisposeAsync();
    }
}
