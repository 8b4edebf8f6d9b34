using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Host.Tests.Archives;

/// <summary>A journal whose writes are counted, and of which the first look at a session can miss its rows.</summary>
internal sealed class WatchedArchive(IJournalArchive archive) : IJournalArchive
{
    /// <summary>How many idempotency keys were written.</summary>
    public int Keys { get; private set; }

    public Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken) =>
        archive.ListAsync(query, after, limit, cancellationToken);

    public Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken) => archive.OpenAsync(key, cancellationToken);

    public Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken) => archive.FindAsync(key, cancellationToken);

    public async Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken) =>
        new Restore(await archive.RestoreAsync(row, cancellationToken), this);

    public ValueTask DisposeAsync() => archive.DisposeAsync();

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
