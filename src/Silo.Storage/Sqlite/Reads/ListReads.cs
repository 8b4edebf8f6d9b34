using System.Text;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;

namespace Silo.Storage.Sqlite.Reads;

/// <summary>Reads pages of sessions and approvals. Each filter that can leave few rows of many has an index.</summary>
internal static class ListReads
{
    private const string UnfinishedSql =
        "SELECT s.tenant, s.id FROM session s WHERE s.number IN (SELECT t.session FROM ticket t WHERE t.state <> 2) " +
        "AND s.deleted = 0 AND s.owner_node = ?1 AND (s.id, s.tenant) > (?2, ?3) ORDER BY s.id, s.tenant LIMIT ?4";

    private const string ExpiredSql =
        $"SELECT {StoredRows.SessionColumns} FROM session s WHERE s.deleted = 0 AND s.status = 0 AND s.retention IS NOT NULL " +
        "AND s.updated_at + s.retention <= ?2 AND (s.owner_node = ?1 OR s.owner_node IS NULL) ORDER BY s.updated_at + s.retention LIMIT ?3";

    internal static IReadOnlyList<SessionRow> Sessions(ReadConnection connection, SessionQuery query)
    {
        var sql = new StringBuilder("SELECT ").Append(StoredRows.SessionColumns);
        sql.Append(query.Label is null
            ? " FROM session s WHERE s.tenant = ?1"
            : " FROM session_label l JOIN session s ON s.number = l.session WHERE l.tenant = ?1 AND l.name = ?5 AND l.value = ?6");
        sql.Append(" AND s.deleted = 0");
        if (query.Before is not null) sql.Append(query.Label is null ? " AND s.id < ?2" : " AND l.id < ?2");

        // A status other than idle is rare, and its index covers no other: the constant lets SQLite see that.
        if (query.Status is { } status) sql.Append(" AND s.status = ?3").Append(status == SessionStatus.Idle ? string.Empty : " AND s.status <> 0");
        if (query.Agent is not null) sql.Append(" AND s.agent = ?4");
        sql.Append(query.Label is null ? " ORDER BY s.id DESC" : " ORDER BY l.id DESC").Append(" LIMIT ?7");

        var statement = connection.Prepared(sql.ToString()).Bind(1, query.Tenant.Value).Bind(7, query.Limit);
        if (query.Before is { } before) statement.Bind(2, before.Value);
        if (query.Status is { } wanted) statement.Bind(3, StoredNames.Of(wanted));
        if (query.Agent is { } agent) statement.Bind(4, agent);
        if (query.Label is { } label) statement.Bind(5, label.Key).Bind(6, label.Value);
        return ReadConnection.All(statement, StoredRows.Session);
    }

    internal static IReadOnlyList<ApprovalRow> Approvals(ReadConnection connection, ApprovalQuery query)
    {
        var sql = new StringBuilder("SELECT ").Append(StoredRows.ApprovalColumns);
        sql.Append(" FROM approval a JOIN session s ON s.number = a.session WHERE a.tenant = ?1");
        if (query.Session is not null) sql.Append(" AND a.session = (SELECT number FROM session WHERE tenant = ?1 AND id = ?2)");
        if (query.OpenOnly) sql.Append(" AND a.decision IS NULL");
        if (query.Before is not null) sql.Append(" AND a.id < ?3");
        sql.Append(" AND s.deleted = 0 ORDER BY a.id DESC LIMIT ?4");

        var statement = connection.Prepared(sql.ToString()).Bind(1, query.Tenant.Value).Bind(4, query.Limit);
        if (query.Session is { } session) statement.Bind(2, session.Value);
        if (query.Before is { } before) statement.Bind(3, before.Value);
        return ReadConnection.All(statement, StoredRows.Approval);
    }

    internal static IReadOnlyList<SessionKey> Unfinished(ReadConnection connection, string node, SessionKey? after, int limit)
    {
        var statement = connection.Prepared(UnfinishedSql).Bind(1, node)
            .Bind(2, after?.Session.Value ?? string.Empty).Bind(3, after?.Tenant.Value ?? string.Empty).Bind(4, limit);
        return ReadConnection.All(statement, static row => StoredRows.Key(row, 0));
    }

    internal static IReadOnlyList<SessionRow> Expired(ReadConnection connection, string node, DateTimeOffset now, int limit) =>
        ReadConnection.All(connection.Prepared(ExpiredSql).Bind(1, node).Bind(2, now.UtcTicks).Bind(3, limit), StoredRows.Session);
}
