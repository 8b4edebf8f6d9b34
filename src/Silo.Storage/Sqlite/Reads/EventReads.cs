using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Reads;

/// <summary>Reads events, and trusts none before its checksum.</summary>
internal static class EventReads
{
    private const int PageBytesMax = 1024 * 1024;

    private const string StandSql =
        "SELECT number, (SELECT max(sequence) FROM event WHERE session = number) FROM session WHERE tenant = ?1 AND id = ?2 AND deleted = 0";

    private const string PageSql =
        "SELECT sequence, kind, checksum, utf8 FROM event WHERE session = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";

    internal static EventPage? Page(ReadConnection connection, SessionKey key, long after, int eventsMax) => connection.Snapshot(c =>
    {
        var stand = c.Prepared(StandSql).Bind(1, key.Tenant.Value).Bind(2, key.Session.Value);
        if (!stand.Step()) return null;
        var (number, head) = (stand.Long(0), stand.Long(1));
        stand.Reset();

        var rows = c.Prepared(PageSql).Bind(1, number).Bind(2, after).Bind(3, eventsMax);
        try
        {
            return new EventPage(Events(rows, key, after, head, eventsMax), head);
        }
        finally
        {
            rows.Reset();
        }
    });

    private static List<StoredEvent> Events(Statement rows, SessionKey key, long after, long head, int eventsMax)
    {
        var seed = EventChecksum.Seed(key);
        var events = new List<StoredEvent>((int)Math.Clamp(head - after, 0, eventsMax));
        var bytes = 0;
        var next = after + 1;
        while (rows.Step())
        {
            bytes += rows.Size(3);
            if (events.Count > 0 && bytes > PageBytesMax) return events;
            events.Add(Event(rows, key, seed, next++));
        }

        if (events.Count < eventsMax && next <= head) throw Corrupt(key, next, "is missing");
        return events;
    }

    private static StoredEvent Event(Statement row, SessionKey key, uint seed, long expected)
    {
        var sequence = row.Long(0);
        if (sequence != expected) throw Corrupt(key, expected, "is missing");
        var kind = row.Text(1) ?? string.Empty;
        var utf8 = row.Bytes(3).ToArray();
        if (EventChecksum.Compute(seed, sequence, kind, utf8) != row.Long(2)) throw Corrupt(key, sequence, "does not match its checksum");
        return new StoredEvent(sequence, kind, utf8);
    }

    private static JournalCorruptException Corrupt(SessionKey key, long sequence, string what) =>
        new($"Event {sequence} of session {key} {what}: the journal is damaged. Restore it from a copy; do not retry.");
}
