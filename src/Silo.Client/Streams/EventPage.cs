using Silo.Abstractions.Events;

namespace Silo.Client.Streams;

/// <summary>One page of recorded events.</summary>
/// <param name="Events">The events in their exact bytes; see <see cref="EventCodec.Decode"/>.</param>
/// <param name="After">The cursor to go on from.</param>
/// <param name="Head">The sequence of the session's last event.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, string After, long Head);
