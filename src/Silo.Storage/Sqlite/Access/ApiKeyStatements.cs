using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Access;

/// <summary>The writer's statements on API keys.</summary>
internal sealed class ApiKeyStatements(Connection connection)
{
    private readonly Statement _add = connection.Prepare(
        $"INSERT OR IGNORE INTO api_key ({AccessRows.KeyColumns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

    private readonly Statement _revoke = connection.Prepare("UPDATE api_key SET revoked_at = coalesce(revoked_at, ?3) WHERE tenant = ?1 AND id = ?2");

    private readonly Statement _find = connection.Prepare($"SELECT {AccessRows.KeyColumns} FROM api_key WHERE id = ?1");

    private readonly Statement _touch = connection.Prepare("UPDATE api_key SET last_used_at = ?2 WHERE id = ?1 AND coalesce(last_used_at, 0) < ?2");

    internal void Add(ApiKey key) => _add
        .Bind(1, key.Id.Value).Bind(2, key.Tenant.Value).Bind(3, StoredNames.Of(key.Role)).Bind(4, key.Name).Bind(5, key.SecretSha256)
        .Bind(6, key.CreatedAt.UtcTicks).Bind(7, key.CreatedBy).Bind(8, key.ExpiresAt?.UtcTicks).Bind(9, key.RevokedAt?.UtcTicks).Bind(10, key.LastUsedAt?.UtcTicks)
        .Run();

    internal ApiKey? Revoke(TenantId tenant, KeyId key, DateTimeOffset at)
    {
        if (_revoke.Bind(1, tenant.Value).Bind(2, key.Value).Bind(3, at.UtcTicks).Run() == 0 || !_find.Bind(1, key.Value).Step()) return null;
        var row = AccessRows.Key(_find);
        _find.Reset();
        return row;
    }

    internal void Touch(KeyUse use) => _touch.Bind(1, use.Key.Value).Bind(2, use.At.UtcTicks).Run();
}
