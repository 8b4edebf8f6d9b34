using Silo.Abstractions.Identity;

namespace Silo.Storage.Postgres.Engine;

/// <summary>For whom a read is made: a session, a tenant's lists, or the host itself.</summary>
internal readonly record struct Asker(TenantId? Tenant, SessionId? Session)
{
    internal static Asker Host => default;

    public static implicit operator Asker(SessionKey key) => new(key.Tenant, key.Session);

    public static implicit operator Asker(TenantId tenant) => new(tenant, Session: null);
}
