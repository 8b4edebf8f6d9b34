using Silo.Abstractions.Events;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's statements on events. There is none that changes one.</summary>
internal sealed class EventStatements(Connection connection)
{
    private readonly Statement _insert = connection.Prepare(
        "INSERT INTO event (session, sequence, kind, checksum, utf8) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _first = connection.Prepare("SELECT utf8 FROM event WHERE session = ?1 AND sequence = 1");

    private readonly Statement _drop = connection.Prepare(
        "DELETE FROM event WHERE place IN (SELECT place FROM event WHERE session = ?1 LIMIT ?2)");

    internal void Insert(long session, uint seed, StoredEvent stored)
    {
        var bytes = stored.Utf8.Span;
        _insert.Bind(1, session).Bind(2, stored.Sequence).Bind(3, stored.Kind)
            .Bind(4, EventChecksum.Compute(seed, stored.Sequence, stored.Kind, bytes)).Bind(5, bytes).Run();
    }

    /// <summary>Tells whether a session began with exactly these bytes.</summary>
    internal bool BeganWith(long session, ReadOnlySpan<byte> utf8)
    {
        if (!_first.Bind(1, session).Step()) return false;
        var same = _first.Bytes(0).SequenceEqual(utf8);
        _first.Reset();
        return same;
    }

    internal int Drop(long session, int limit) => _drop.Bind(1, session).Bind(2, limit).Run();
}
