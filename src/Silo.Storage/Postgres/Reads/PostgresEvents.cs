using Npgsql;
using NpgsqlTypes;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Reads;

/// <summary>Reads events, and trusts none before its checksum.</summary>
internal sealed class PostgresEvents(PostgresConnections connections)
{
    private const int PageBytesMax = 1024 * 1024;

    // One statement, so one snapshot: head and events belong together. The server ends the page at its bytes; a reader that
    // stopped early would have to take the rest off the connection all the same.
    private readonly string _sql = $"""
        SELECT s.head, e.sequence, e.kind, e.checksum, e.utf8 FROM {connections.Schema}.session s LEFT JOIN LATERAL (
            SELECT p.*, sum(octet_length(p.utf8)) OVER (ORDER BY p.sequence) AS bytes FROM (
                SELECT sequence, kind, checksum, utf8 FROM {connections.Schema}.event WHERE session = s.number AND sequence > $3 ORDER BY sequence LIMIT $4) p) e
            ON e.bytes <= {PageBytesMax} OR e.sequence = $3 + 1
        WHERE s.tenant = $1 AND s.id = $2 AND s.deleted + 0 = 0 ORDER BY e.sequence
        """;

    internal Task<EventPage?> PageAsync(SessionKey key, long after, int eventsMax, CancellationToken cancellationToken) => connections.ReadAsync(key, async command =>
    {
        command.CommandText = _sql;
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = key.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = key.Session.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = after });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (long)eventsMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadPageAsync(reader, key, after, eventsMax, cancellationToken);
    }, cancellationToken);

    private static async Task<EventPage?> ReadPageAsync(NpgsqlDataReader reader, SessionKey key, long after, int eventsMax, CancellationToken cancellationToken)
    {
        var seed = EventChecksum.Seed(key);
        var events = new List<StoredEvent>();
        var (head, bytes, next) = (0L, 0, after + 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            head = reader.GetInt64(0);
            if (reader.IsDBNull(1)) break;
            var stored = Event(reader, key, seed, next++);
            events.Add(stored);
            bytes += stored.Utf8.Length;
        }

        if (head == 0) return null;
        if (next <= head && events.Count < eventsMax && (events.Count == 0 || bytes + EventLimits.EventBytesMax <= PageBytesMax)) throw Corrupt(key, next, "is missing");
        return new EventPage(events, head);
    }

    private static StoredEvent Event(NpgsqlDataReader row, SessionKey key, uint seed, long expected)
    {
        var sequence = row.GetInt64(1);
        if (sequence != expected) throw Corrupt(key, expected, "is missing");
        var kind = PostgresRows.Text(row, 2)!;
        var utf8 = row.GetFieldValue<byte[]>(4);
        if (EventChecksum.Compute(seed, sequence, kind, utf8) != row.GetInt64(3)) throw Corrupt(key, sequence, "does not match its checksum");
        return new StoredEvent(sequence, kind, utf8);
    }

    private static JournalCorruptException Corrupt(SessionKey key, long sequence, string what) =>
        new($"Event {sequence} of session {key} {what}: the journal is damaged. Restore it from a copy; do not retry.");
}
