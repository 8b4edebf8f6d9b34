using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's statements on idempotency keys.</summary>
internal sealed class KeyStatements(Connection connection)
{
    private readonly Statement _find = connection.Prepare(
        $"SELECT {StoredRows.KeyColumns} FROM idempotency WHERE tenant = ?1 AND route = ?2 AND key = ?3 AND expires_at > ?4");

    // Replaces one that has expired: a live one was refused before.
    private readonly Statement _put = connection.Prepare(
        "INSERT OR REPLACE INTO idempotency (tenant, route, key, body_hash, result, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _sweep = connection.Prepare(
        "DELETE FROM idempotency WHERE (tenant, route, key) IN (SELECT tenant, route, key FROM idempotency WHERE expires_at <= ?1 LIMIT ?2)");

    /// <summary>Finds a key that has not expired.</summary>
    internal IdempotencyKey? Find(TenantId tenant, string route, string key, DateTimeOffset now)
    {
        if (!_find.Bind(1, tenant.Value).Bind(2, route).Bind(3, key).Bind(4, now.UtcTicks).Step()) return null;
        var found = StoredRows.IdempotencyKey(_find);
        _find.Reset();
        return found;
    }

    internal void Put(TenantId tenant, IdempotencyKey key) =>
        _put.Bind(1, tenant.Value).Bind(2, key.Route).Bind(3, key.Key).Bind(4, key.BodyHash).Bind(5, key.Result).Bind(6, key.ExpiresAt.UtcTicks).Run();

    internal int Sweep(DateTimeOffset now, int limit) => _sweep.Bind(1, now.UtcTicks).Bind(2, limit).Run();
}
