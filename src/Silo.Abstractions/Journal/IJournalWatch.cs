using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>Tells what other processes wrote to a journal that several share. A journal of one process needs none.</summary>
public interface IJournalWatch
{
    /// <summary>Most sessions in one call of <see cref="HeadsAsync"/>.</summary>
    const int HeadsMax = 1000;

    /// <summary>Tells where sessions stand right now: the floor, which finds what a hint has missed.</summary>
    /// <param name="sessions">1 to <see cref="HeadsMax"/> sessions; those that do not exist are left out of the answer.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="JournalException">The journal could not be read. Retry.</exception>
    Task<IReadOnlyList<SessionHead>> HeadsAsync(IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken);

    /// <summary>Hints at commits of other processes as they happen. A hint may come late, more than once or never, and is never ahead of the journal.</summary>
    /// <param name="cancellationToken">Ends the hints.</param>
    /// <exception cref="JournalException">The way to the journal broke: listen again.</exception>
    IAsyncEnumerable<SessionHead> ListenAsync(CancellationToken cancellationToken);
}
