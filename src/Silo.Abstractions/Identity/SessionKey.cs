namespace Silo.Abstractions.Identity;

/// <summary>A session together with its tenant: what every port that touches a session takes.</summary>
/// <param name="Tenant">The tenant that owns the session.</param>
/// <param name="Session">The session.</param>
public readonly record struct SessionKey(TenantId Tenant, SessionId Session)
{
    /// <inheritdoc />
    public override string ToString() => $"{Tenant}/{Session}";
}
