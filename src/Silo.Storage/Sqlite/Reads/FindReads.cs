using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Reads;

/// <summary>Reads one row by its id.</summary>
internal static class FindReads
{
    private const string SessionSql =
        $"SELECT {StoredRows.SessionColumns} FROM session s WHERE s.tenant = ?1 AND s.id = ?2 AND s.deleted = 0";

    private const string TurnSql =
        $"SELECT {StoredRows.TicketColumns} FROM ticket t JOIN session s ON s.number = t.session WHERE t.tenant = ?1 AND t.turn = ?2 AND s.deleted = 0";

    private const string ApprovalSql =
        $"SELECT {StoredRows.ApprovalColumns} FROM approval a JOIN session s ON s.number = a.session WHERE a.tenant = ?1 AND a.id = ?2 AND s.deleted = 0";

    private const string KeySql =
        $"SELECT {StoredRows.KeyColumns} FROM idempotency WHERE tenant = ?1 AND route = ?2 AND key = ?3 AND expires_at > ?4";

    internal static SessionRow? Session(ReadConnection connection, SessionKey key) => ReadConnection.First(
        connection.Prepared(SessionSql).Bind(1, key.Tenant.Value).Bind(2, key.Session.Value), StoredRows.Session);

    internal static TurnTicket? Turn(ReadConnection connection, TenantId tenant, TurnId turn) => ReadConnection.First(
        connection.Prepared(TurnSql).Bind(1, tenant.Value).Bind(2, turn.Value), StoredRows.Ticket);

    internal static ApprovalRow? Approval(ReadConnection connection, TenantId tenant, ApprovalId approval) => ReadConnection.First(
        connection.Prepared(ApprovalSql).Bind(1, tenant.Value).Bind(2, approval.Value), StoredRows.Approval);

    internal static IdempotencyKey? Key(ReadConnection connection, TenantId tenant, string route, string key, DateTimeOffset now) => ReadConnection.First(
        connection.Prepared(KeySql).Bind(1, tenant.Value).Bind(2, route).Bind(3, key).Bind(4, now.UtcTicks), StoredRows.IdempotencyKey);
}
