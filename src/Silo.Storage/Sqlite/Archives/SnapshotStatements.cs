using Silo.Abstractions.Archives;
using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Archives;

/// <summary>The statements by which a session is read whole.</summary>
internal sealed class SnapshotStatements(Connection connection)
{
    internal Statement Session { get; } = connection.Prepare(
        $"SELECT {StoredRows.SessionColumns}, s.number FROM session s WHERE s.tenant = ?1 AND s.id = ?2 AND s.deleted = 0");

    internal Statement Events { get; } = connection.Prepare(
        $"SELECT sequence, kind, checksum, utf8 FROM event WHERE session = ?1 AND sequence > ?2 ORDER BY sequence LIMIT {ISessionSnapshot.EventsMax}");

    internal Statement Tickets { get; } = connection.Prepare(
        $"SELECT {StoredRows.TicketColumns} FROM ticket t JOIN session s ON s.number = t.session WHERE t.session = ?1 AND t.turn > ?2 ORDER BY t.turn LIMIT {ISessionSnapshot.RowsMax}");

    internal Statement Approvals { get; } = connection.Prepare(
        $"SELECT {StoredRows.ApprovalColumns} FROM approval a JOIN session s ON s.number = a.session WHERE a.session = ?1 AND a.id > ?2 ORDER BY a.id LIMIT {ISessionSnapshot.RowsMax}");

    // The route that makes sessions stands as a text, so that its partial index serves.
    internal Statement Keys { get; } = connection.Prepare(
        $"SELECT {StoredRows.KeyColumns} FROM (" +
        $"SELECT {StoredRows.KeyColumns} FROM idempotency WHERE tenant = ?1 AND result = ?2 AND route = '{IdempotencyKey.CreateRoute}' " +
        $"UNION ALL SELECT {StoredRows.KeyColumns} FROM idempotency WHERE tenant = ?1 AND route = ?3) " +
        $"WHERE expires_at > ?4 AND (route, key) > (?5, ?6) ORDER BY route, key LIMIT {ISessionSnapshot.RowsMax}");
}
