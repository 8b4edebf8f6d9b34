using Npgsql;
using NpgsqlTypes;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Writes;

namespace Silo.Storage.Postgres.Access;

/// <summary>Keys and audit log in the journal's schema; writes share its round trips. All hosts of the schema have the same keys.</summary>
public sealed class PostgresAccessStore : IKeyStore, IAuditLog
{
    private readonly PostgresConnections _connections;
    private readonly PostgresWriter _writer;
    private readonly string _schema;

    internal PostgresAccessStore(PostgresConnections connections, PostgresWriter writer)
    {
        _connections = connections;
        _writer = writer;
        _schema = connections.Schema;
    }

    /// <inheritdoc />
    public Task AddAsync(ApiKey key, CancellationToken cancellationToken) => WriteAsync(
        $"INSERT INTO {_schema}.api_key ({AccessRows.KeyColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING 1",
        c => c.Add(key.Id.Value).Add(key.Tenant.Value).Add((short)Journals.StoredNames.Of(key.Role)).Add(StoredText.Encode(key.Name)).Add(key.SecretSha256)
            .Add(key.CreatedAt.UtcTicks).Add(StoredText.Encode(key.CreatedBy)).Add(key.ExpiresAt?.UtcTicks).Add(key.RevokedAt?.UtcTicks).Add(key.LastUsedAt?.UtcTicks),
        static _ => true,
        cancellationToken);

    /// <inheritdoc />
    public async Task<ApiKey?> FindAsync(KeyId key, CancellationToken cancellationToken) =>
        await FindAllAsync(Asker.Callers, [key], cancellationToken) is [var found] ? found : null;

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiKey>> FindAllAsync(IReadOnlyList<KeyId> keys, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IKeyStore.KeysMax, nameof(keys));
        return FindAllAsync(Asker.Host, keys, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return ReadAsync(
            query.Tenant,
            $"SELECT {AccessRows.KeyColumns} FROM {_schema}.api_key WHERE tenant = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
            [Text(query.Tenant.Value), Text(query.Before?.Value), Number(query.Limit)],
            AccessRows.Key,
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken) => (await ReadAsync(
        Asker.Host,
        $"SELECT 1 FROM {_schema}.api_key WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) LIMIT 1",
        [Number(now.UtcTicks)],
        static _ => true,
        cancellationToken)).Count > 0;

    /// <inheritdoc />
    public Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync<ApiKey?>(
        $"UPDATE {_schema}.api_key SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND id = $2 RETURNING {AccessRows.KeyColumns}",
        c => c.Add(tenant.Value).Add(key.Value).Add(at.UtcTicks),
        AccessRows.Key,
        cancellationToken);

    /// <inheritdoc />
    public Task TouchAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(uses.Count, IKeyStore.KeysMax, nameof(uses));

        // In the order of ids, so that two hosts that note the same keys do not wait for each other.
        var ordered = uses.OrderBy(use => use.Key.Value, StringComparer.Ordinal).ToList();
        return WriteAsync(
            $"""
            WITH used AS (SELECT k.id, u.at FROM unnest($1, $2) AS u(id, at) JOIN {_schema}.api_key k ON k.id = u.id WHERE coalesce(k.last_used_at, 0) < u.at ORDER BY k.id FOR UPDATE OF k)
            UPDATE {_schema}.api_key k SET last_used_at = used.at FROM used WHERE k.id = used.id RETURNING 1
            """,
            c => c.Add(ordered.Select(use => use.Key.Value).ToArray()).Add(ordered.Select(use => use.At.UtcTicks).ToArray()),
            static _ => true,
            cancellationToken);
    }

    /// <inheritdoc />
    public Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync(
        $"INSERT INTO {_schema}.audit (id, tenant, at, caller, caller_name, operation, target, request) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING 1",
        c => c.Add(entry.Id.Value).Add(entry.Tenant.Value).Add(entry.At.UtcTicks).Add(StoredText.Encode(entry.Caller)).Add(StoredText.Encode(entry.CallerName))
            .Add(entry.Operation).Add(StoredText.Encode(entry.Target)).Add(StoredText.Encode(entry.Request)),
        static _ => true,
        cancellationToken);

    /// <inheritdoc />
    public Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ends.Count, IAuditLog.EndsMax, nameof(ends));
        return WriteAsync(
            $"INSERT INTO {_schema}.audit_end (id, outcome, target, at) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING RETURNING 1",
            c => c.Add(ends.Select(end => end.Entry.Value).ToArray()).Add(ends.Select(end => end.Outcome).ToArray())
                .Add(ends.Select(end => StoredText.Encode(end.Target)).ToArray()).Add(ends.Select(end => end.At.UtcTicks).ToArray()),
            static _ => true,
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        var values = new List<NpgsqlParameter> { Text(query.Tenant.Value), Number(query.Limit) };
        var where = "a.tenant = $1";
        if (query.Before is { } before) where += $" AND a.id < {Next(Text(before.Value))}";
        if (query.Caller is { } caller) where += $" AND a.caller = {Next(Text(StoredText.Encode(caller)))}";
        if (query.Operation is { } operation) where += $" AND a.operation = {Next(Text(StoredText.Encode(operation)))}";
        if (query.Target is { } target) where += $" AND {Next(Text(StoredText.Encode(target)))} IN (a.target, e.target)";
        if (query.Since is { } since) where += $" AND a.at >= {Next(Number(since.UtcTicks))}";
        if (query.Until is { } until) where += $" AND a.at < {Next(Number(until.UtcTicks))}";
        return ReadAsync(
            query.Tenant,
            $"SELECT {AccessRows.AuditColumns} FROM {_schema}.audit a LEFT JOIN {_schema}.audit_end e ON e.id = a.id WHERE {where} ORDER BY a.id DESC LIMIT $2",
            values,
            AccessRows.Audit,
            cancellationToken);

        string Next(NpgsqlParameter value)
        {
            values.Add(value);
            return $"${values.Count}";
        }
    }

    /// <inheritdoc />
    public Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 10_000);
        return WriteAsync(
            $"""
            WITH old AS (SELECT id FROM {_schema}.audit WHERE at < $1 ORDER BY at, id LIMIT $2 FOR UPDATE SKIP LOCKED),
            ends AS (DELETE FROM {_schema}.audit_end e USING old WHERE e.id = old.id),
            gone AS (DELETE FROM {_schema}.audit a USING old WHERE a.id = old.id RETURNING 1)
            SELECT count(*) FROM gone
            """,
            c => c.Add(before.UtcTicks).Add(limit),
            static row => (int)row.GetInt64(0),
            cancellationToken);
    }

    private static void CheckLimit(int limit, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, max);
    }

    private static NpgsqlParameter Text(string? value) => Value(NpgsqlDbType.Text, value);

    private static NpgsqlParameter Number(long value) => Value(NpgsqlDbType.Bigint, value);

    private static NpgsqlParameter Value(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private Task<IReadOnlyList<ApiKey>> FindAllAsync(Asker asker, IReadOnlyList<KeyId> keys, CancellationToken cancellationToken) => ReadAsync(
        asker,
        $"SELECT {AccessRows.KeyColumns} FROM {_schema}.api_key WHERE id = ANY($1)",
        [Value(NpgsqlDbType.Array | NpgsqlDbType.Text, keys.Select(key => key.Value).ToArray())],
        AccessRows.Key,
        cancellationToken);

    private Task<T> WriteAsync<T>(string sql, Action<NpgsqlBatchCommand> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new AccessWrite<T>(sql, bind, read), cancellationToken);

    private Task<IReadOnlyList<T>> ReadAsync<T>(
        Asker asker, string sql, IReadOnlyList<NpgsqlParameter> values, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        _connections.ReadAsync<IReadOnlyList<T>>(
            asker,
            async command =>
            {
                command.CommandText = sql;
                foreach (var value in values) command.Parameters.Add(value.Clone());
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
                return rows;
            },
            cancellationToken);
}
