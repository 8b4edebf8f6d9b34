using Silo.Abstractions.Events;

namespace Silo.Abstractions.Archives;

/// <summary>An event exactly as it is stored, with the checksum that is stored beside it. Nothing of it has been checked.</summary>
/// <param name="Event">Sequence, kind and bytes.</param>
/// <param name="Checksum">The stored checksum; see <see cref="EventChecksum"/>.</param>
public sealed record EventRecord(StoredEvent Event, uint Checksum);
