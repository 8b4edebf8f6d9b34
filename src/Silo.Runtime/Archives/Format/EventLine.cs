using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;

namespace Silo.Runtime.Archives.Format;

/// <summary>An event: its bytes as they are stored, in base64, and the checksum beside them.</summary>
internal sealed record EventLine(long Sequence, string Kind, uint Checksum, ReadOnlyMemory<byte> Utf8)
{
    internal static EventLine Of(EventRecord record) => new(record.Event.Sequence, record.Event.Kind, record.Checksum, record.Event.Utf8);

    internal EventRecord ToRecord() => new(new StoredEvent(Sequence, Kind, Utf8), Checksum);
}
