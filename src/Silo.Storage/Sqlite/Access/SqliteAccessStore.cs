using System.Text;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Storage.Sqlite.Reads;
using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Sqlite.Access;

/// <summary>Keys and audit log in the journal's file; writes share its transactions, and so its syncs.</summary>
public sealed class SqliteAccessStore : IKeyStore, IAuditLog
{
    private const string FindSql = $"SELECT {AccessRows.KeyColumns} FROM api_key WHERE id = ?1";

    private const string ListSql = $"SELECT {AccessRows.KeyColumns} FROM api_key WHERE tenant = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

    private const string AnySql = "SELECT 1 FROM api_key WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1) LIMIT 1";

    // Above every id: those are ASCII.
    private const string Last = "\u007f";

    private readonly JournalWriter _writer;
    private readonly ReadPool _readers;

    internal SqliteAccessStore(JournalWriter writer, ReadPool readers)
    {
        _writer = writer;
        _readers = readers;
    }

    /// <inheritdoc />
    public Task AddAsync(ApiKey key, CancellationToken cancellationToken) => WriteAsync(s => s.ApiKeys.Add(key), cancellationToken);

    /// <inheritdoc />
    public Task<ApiKey?> FindAsync(KeyId key, CancellationToken cancellationToken) => _readers.ReadAsync(c => Find(c, key), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiKey>> FindAllAsync(IReadOnlyList<KeyId> keys, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IKeyStore.KeysMax, nameof(keys));
        return _readers.ReadAsync<IReadOnlyList<ApiKey>>(c => [.. keys.Select(key => Find(c, key)).OfType<ApiKey>()], cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _readers.ReadAsync(
            c => ReadConnection.All(c.Prepared(ListSql).Bind(1, query.Tenant.Value).Bind(2, query.Before?.Value ?? Last).Bind(3, query.Limit), AccessRows.Key),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _readers.ReadAsync(c => ReadConnection.First(c.Prepared(AnySql).Bind(1, now.UtcTicks), static _ => true), cancellationToken);

    /// <inheritdoc />
    public Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset at, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new AccessWrite<ApiKey?>(s => s.ApiKeys.Revoke(tenant, key, at)), cancellationToken);

    /// <inheritdoc />
    public Task TouchAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(uses.Count, IKeyStore.KeysMax, nameof(uses));
        return WriteAsync(
            s =>
            {
                foreach (var use in uses) s.ApiKeys.Touch(use);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync(s => s.Audit.Begin(entry), cancellationToken);

    /// <inheritdoc />
    public Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ends.Count, IAuditLog.EndsMax, nameof(ends));
        return WriteAsync(
            s =>
            {
                foreach (var end in ends) s.Audit.End(end);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _readers.ReadAsync(c => List(c, query), cancellationToken);
    }

    /// <inheritdoc />
    public Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 10_000);
        return _writer.WriteAsync(new AccessWrite<int>(s => s.Audit.Sweep(before, limit)), cancellationToken);
    }

    private static ApiKey? Find(ReadConnection connection, KeyId key) => ReadConnection.First(connection.Prepared(FindSql).Bind(1, key.Value), AccessRows.Key);

    private static IReadOnlyList<AuditEntry> List(ReadConnection connection, AuditQuery query)
    {
        var sql = new StringBuilder("SELECT ").Append(AccessRows.AuditColumns)
            .Append(" FROM audit a LEFT JOIN audit_end e ON e.id = a.id WHERE a.tenant = ?1 AND a.id < ?2");
        if (query.Caller is not null) sql.Append(" AND a.caller = ?4");
        if (query.Operation is not null) sql.Append(" AND a.operation = ?5");
        if (query.Target is not null) sql.Append(" AND ?6 IN (a.target, e.target)");
        if (query.Since is not null) sql.Append(" AND a.at >= ?7");
        if (query.Until is not null) sql.Append(" AND a.at < ?8");
        sql.Append(" ORDER BY a.id DESC LIMIT ?3");

        var statement = connection.Prepared(sql.ToString()).Bind(1, query.Tenant.Value).Bind(2, query.Before?.Value ?? Last).Bind(3, query.Limit);
        if (query.Caller is { } caller) statement.Bind(4, caller);
        if (query.Operation is { } operation) statement.Bind(5, operation);
        if (query.Target is { } target) statement.Bind(6, target);
        if (query.Since is { } since) statement.Bind(7, since.UtcTicks);
        if (query.Until is { } until) statement.Bind(8, until.UtcTicks);
        return ReadConnection.All(statement, AccessRows.Audit);
    }

    private static void CheckLimit(int limit, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, max);
    }

    private Task<bool> WriteAsync(Action<WriteStatements> write, CancellationToken cancellationToken) => _writer.WriteAsync(
        new AccessWrite<bool>(s =>
        {
            write(s);
            return true;
        }),
        cancellationToken);
}
