using Silo.Abstractions.Identity;

namespace Silo.Storage.Postgres.Engine;

/// <summary>For whom a read is made: a session, a tenant's lists, somebody who shows a key, or the host itself.</summary>
internal readonly record struct Asker(TenantId? Tenant, SessionId? Session, bool IsCaller = false)
{
    internal static Asker Host => default;

    /// <summary>Whoever shows a key: all of them wait behind each other, and the host's own reads behind none of them.</summary>
    internal static Asker Callers => new(Tenant: null, Session: null, IsCaller: true);

    public static implicit operator Asker(SessionKey key) => new(key.Tenant, key.Session);

    public static implicit operator Asker(TenantId tenant) => new(tenant, Session: null);
}
