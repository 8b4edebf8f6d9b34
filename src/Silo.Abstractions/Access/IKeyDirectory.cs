using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Makes, lists and revokes keys.</summary>
public interface IKeyDirectory
{
    /// <summary>Makes a key; durable when it completes.</summary>
    Task<CreatedKey> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken);

    /// <summary>Lists a tenant's keys, newest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken);

    /// <summary>Revokes a key; this host refuses it from then on, others of the same database within <see cref="RevocationDelayMax"/>.</summary>
    /// <returns>The key as revoked; null when the tenant has no such key.</returns>
    Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, CancellationToken cancellationToken);

    /// <summary>The longest that another host goes by what it knew of a key.</summary>
    static TimeSpan RevocationDelayMax => TimeSpan.FromSeconds(2);
}
