namespace Silo.Abstractions.Journal;

/// <summary>A journal that says how far it is behind, so that nothing more is taken in than it can write.</summary>
public interface IJournalLoad
{
    /// <summary>What waits right now. Costs nothing; asks no disk and no server.</summary>
    JournalLoad Load { get; }
}
