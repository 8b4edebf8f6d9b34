using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Journals;

/// <summary>A journal that is not there yet, as whoever only reads sees it: it has no session.</summary>
public sealed class EmptyArchive : IJournalArchive
{
    /// <inheritdoc />
    public Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SessionKey>>([]);

    /// <inheritdoc />
    public Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken) => Task.FromResult<ISessionSnapshot?>(null);

    /// <inheritdoc />
    public Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken) => Task.FromResult(SessionPlace.Absent);

    /// <inheritdoc />
    public void Check(SessionRow row) => CommitCheck.CheckRestored(row);

    /// <inheritdoc />
    public Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken)
    {
        Check(row);
        throw new JournalException("There is no journal to put sessions into: start a host on it once.");
    }

    /// <summary>Does nothing: nothing is open.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
