using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Reads;

/// <summary>Reads rows by id and in pages. Each filter that can leave few rows of many has an index.</summary>
internal sealed class PostgresReads(PostgresConnections connections, TimeProvider? clock)
{
    private readonly string _schema = connections.Schema;

    internal Task<SessionRow?> SessionAsync(SessionKey key, CancellationToken cancellationToken) => FirstAsync(
        key,
        $"SELECT {PostgresRows.SessionColumns} FROM {_schema}.session s WHERE s.tenant = $1 AND s.id = $2 AND s.deleted + 0 = 0",
        [Text(key.Tenant.Value), Text(key.Session.Value)], PostgresRows.Session, cancellationToken);

    internal Task<TurnTicket?> TurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken) => FirstAsync(
        tenant,
        $"SELECT {PostgresRows.TicketColumns} FROM {_schema}.ticket t JOIN {_schema}.session s ON s.number = t.session " +
        "WHERE t.tenant = $1 AND t.turn = $2 AND s.deleted + 0 = 0",
        [Text(tenant.Value), Text(turn.Value)], PostgresRows.Ticket, cancellationToken);

    internal Task<ApprovalRow?> ApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken) => FirstAsync(
        tenant,
        $"SELECT {PostgresRows.ApprovalColumns} FROM {_schema}.approval a JOIN {_schema}.session s ON s.number = a.session " +
        "WHERE a.tenant = $1 AND a.id = $2 AND s.deleted + 0 = 0",
        [Text(tenant.Value), Text(approval.Value)], PostgresRows.Approval, cancellationToken);

    internal Task<IdempotencyKey?> KeyAsync(TenantId tenant, string route, string key, CancellationToken cancellationToken) => FirstAsync(
        tenant,
        $"SELECT {PostgresRows.KeyColumns} FROM {_schema}.idempotency WHERE tenant = $1 AND route = $2 AND key = $3 AND expires_at > coalesce($4, {_schema}.ticks())",
        [Text(tenant.Value), Text(StoredText.Encode(route)), Text(StoredText.Encode(key)), Number(clock?.GetUtcNow().UtcTicks)],
        row => PostgresRows.Key(row, 0), cancellationToken);

    internal Task<IReadOnlyList<SessionRow>> SessionsAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        var values = new List<NpgsqlParameter> { Text(query.Tenant.Value), Number(query.Limit) };
        var label = query.Label is { } wanted
            ? $" JOIN {_schema}.session_label l ON l.session = s.number AND l.tenant = s.tenant AND l.id = s.id AND md5(l.name) = md5({Next(wanted.Key)}) " +
              $"AND l.name = ${values.Count} AND md5(l.value) = md5({Next(wanted.Value)}) AND l.value = ${values.Count}"
            : string.Empty;
        var where = "s.tenant = $1 AND s.deleted = 0";
        if (query.Before is { } before) where += $" AND {(query.Label is null ? "s" : "l")}.id < {Next(before.Value)}";

        // A status other than idle is rare, and its index covers no other: the constant lets the planner see that.
        if (query.Status is { } status) where += $" AND s.status = {Journals.StoredNames.Of(status)}{(status == SessionStatus.Idle ? string.Empty : " AND s.status <> 0")}";
        if (query.Agent is { } agent) where += $" AND s.agent = {Next(agent)}";
        return AllAsync(
            query.Tenant,
            $"SELECT {PostgresRows.SessionColumns} FROM {_schema}.session s{label} WHERE {where} ORDER BY {(query.Label is null ? "s" : "l")}.id DESC LIMIT $2",
            values, PostgresRows.Session, cancellationToken);

        string Next(string text)
        {
            values.Add(Text(StoredText.Encode(text)));
            return $"${values.Count}";
        }
    }

    internal Task<IReadOnlyList<ApprovalRow>> ApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        var values = new List<NpgsqlParameter> { Text(query.Tenant.Value), Number(query.Limit) };
        var where = "a.tenant = $1 AND s.deleted = 0";
        if (query.Session is { } session) where += $" AND a.session = (SELECT o.number FROM {_schema}.session o WHERE o.tenant = $1 AND o.id = {Next(session.Value)})";
        if (query.OpenOnly) where += " AND a.decision IS NULL";
        if (query.Before is { } before) where += $" AND a.id < {Next(before.Value)}";
        return AllAsync(
            query.Tenant,
            $"SELECT {PostgresRows.ApprovalColumns} FROM {_schema}.approval a JOIN {_schema}.session s ON s.number = a.session WHERE {where} ORDER BY a.id DESC LIMIT $2",
            values, PostgresRows.Approval, cancellationToken);

        string Next(string text)
        {
            values.Add(Text(text));
            return $"${values.Count}";
        }
    }

    internal Task<IReadOnlyList<SessionKey>> UnfinishedAsync(string node, SessionKey? after, int limit, CancellationToken cancellationToken) => AllAsync(
        Asker.Host,
        $"SELECT s.tenant, s.id FROM {_schema}.session s WHERE s.number IN (SELECT t.session FROM {_schema}.ticket t WHERE t.state <> 2) " +
        "AND s.deleted = 0 AND s.owner_node = $1 AND (s.id, s.tenant) > ($2, $3) ORDER BY s.id, s.tenant LIMIT $4",
        [Text(StoredText.Encode(node)), Text(after?.Session.Value ?? string.Empty), Text(after?.Tenant.Value ?? string.Empty), Number(limit)],
        row => PostgresRows.SessionKey(row, 0), cancellationToken);

    internal Task<IReadOnlyList<SessionRow>> ExpiredAsync(string node, int limit, CancellationToken cancellationToken) => AllAsync(
        Asker.Host,
        $"SELECT {PostgresRows.SessionColumns} FROM {_schema}.session s WHERE s.deleted = 0 AND s.status = 0 AND s.retention IS NOT NULL " +
        $"AND s.updated_at + s.retention <= (SELECT coalesce($2, {_schema}.ticks())) AND (s.owner_node = $1 OR s.owner_node IS NULL) " +
        "ORDER BY s.updated_at + s.retention LIMIT $3",
        [Text(StoredText.Encode(node)), Number(clock?.GetUtcNow().UtcTicks), Number(limit)], PostgresRows.Session, cancellationToken);

    internal async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => new(
        await RunAsync(Asker.Host, $"SELECT coalesce($1, {_schema}.ticks())", [Number(clock?.GetUtcNow().UtcTicks)], async reader =>
        {
            await reader.ReadAsync(cancellationToken);
            return reader.GetInt64(0);
        }, cancellationToken), TimeSpan.Zero);

    /// <summary>Lists tombstones that still have rows: a process ended while it took them away.</summary>
    internal Task<IReadOnlyList<SessionKey>> BuriedAsync(CancellationToken cancellationToken) => AllAsync(
        Asker.Host,
        $"SELECT tenant, id FROM {_schema}.session WHERE deleted = 1 LIMIT 1024", [], row => PostgresRows.SessionKey(row, 0), cancellationToken);

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value ?? (object)DBNull.Value };

    private static NpgsqlParameter Number(long? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint, Value = value ?? (object)DBNull.Value };

    private Task<T?> FirstAsync<T>(Asker asker, string sql, IReadOnlyList<NpgsqlParameter> values, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
        where T : class => RunAsync(asker, sql, values, async reader => await reader.ReadAsync(cancellationToken) ? map(reader) : null, cancellationToken);

    private Task<IReadOnlyList<T>> AllAsync<T>(Asker asker, string sql, IReadOnlyList<NpgsqlParameter> values, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<T>>(asker, sql, values, async reader =>
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
            return rows;
        }, cancellationToken);

    private Task<T> RunAsync<T>(Asker asker, string sql, IReadOnlyList<NpgsqlParameter> values, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken) =>
        connections.ReadAsync(asker, async command =>
        {
            command.CommandText = sql;
            foreach (var value in values) command.Parameters.Add(value.Clone()); // A read that is made again has a command of its own, and a parameter belongs to one.
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await read(reader);
        }, cancellationToken);
}
