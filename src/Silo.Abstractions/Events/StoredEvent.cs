namespace Silo.Abstractions.Events;

/// <summary>An event as it lies in the journal: its exact bytes, never re-serialised.</summary>
/// <param name="Sequence">Its number in the session: 1, 2, 3 …, without a gap.</param>
/// <param name="Kind">Its kind; the same text as in the bytes.</param>
/// <param name="Utf8">The whole event as UTF-8 JSON, envelope included. At most <see cref="EventLimits.EventBytesMax"/>. Immutable.</param>
public sealed record StoredEvent(long Sequence, string Kind, ReadOnlyMemory<byte> Utf8);
