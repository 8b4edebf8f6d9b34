namespace Silo.Abstractions.Journal;

/// <summary>The clock of a journal that several nodes share. A journal of one machine needs none: its clock is the machine's.</summary>
public interface IJournalClock
{
    /// <summary>Tells what time it is by the journal, in UTC.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalException">The journal could not be asked. Retry.</exception>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);
}
