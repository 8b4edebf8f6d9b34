using Silo.Abstractions.Events;

namespace Silo.Abstractions.Journal;

/// <summary>A run of events.</summary>
/// <param name="Events">Consecutive events, oldest first; empty at the head.</param>
/// <param name="Head">The last sequence of the session when the page was read.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, long Head);
