using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Archives;

/// <summary>Whole sessions of a journal, for tools that check or move them. Safe beside running hosts; changes no schema. For one caller at a time.</summary>
public interface IJournalArchive : IAsyncDisposable
{
    /// <summary>Most sessions in one page of <see cref="ListAsync"/>.</summary>
    const int SessionsMax = 1000;

    /// <summary>Lists sessions by tenant and id.</summary>
    /// <param name="query">Which.</param>
    /// <param name="after">The last session of the page before; null for the first.</param>
    /// <param name="limit">Page size, 1 to <see cref="SessionsMax"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="JournalException">It could not be read. Retry, unless it is corrupt.</exception>
    Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Opens a session as it stands at one moment; whatever is read from it belongs together, however far the session goes on.</summary>
    /// <returns>Null when it does not exist or was deleted. Dispose of it before the next one is opened.</returns>
    /// <exception cref="JournalCorruptException">Its row does not read as one. Do not retry.</exception>
    /// <exception cref="JournalException">It could not be read. Retry.</exception>
    Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Tells what is known of a session's id.</summary>
    /// <exception cref="JournalException">It could not be read. Retry.</exception>
    Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Checks the row of a session that shall be put in, as <see cref="RestoreAsync"/> does. Changes nothing.</summary>
    /// <exception cref="ArgumentException">The row breaks a bound. Do not retry.</exception>
    void Check(SessionRow row);

    /// <summary>Begins to put a whole session in. Nobody sees anything of it before <see cref="ISessionRestore.CommitAsync"/>.</summary>
    /// <param name="row">The session as it shall be: with its head, and with an epoch above every one that was given out for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The row breaks a bound. Do not retry.</exception>
    /// <exception cref="InvalidOperationException">The id belongs, or belonged, to a session here. Do not retry.</exception>
    /// <exception cref="JournalException">It could not be begun; nothing was written. Retry.</exception>
    Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken);
}
