using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Keeps keys, beside the journal: hosts of one database share them. Who may ask is not its concern.</summary>
/// <remarks>Errors of the store are those of the journal; a write that threw may have happened, and each is safe to repeat.</remarks>
public interface IKeyStore
{
    /// <summary>Most keys that <see cref="FindAllAsync"/> and <see cref="TouchAsync"/> take.</summary>
    const int KeysMax = 1000;

    /// <summary>Adds a key; durable when it completes. Again with the same id it changes nothing.</summary>
    Task AddAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>Finds a key of any tenant, revoked and expired ones too; null when there is none.</summary>
    Task<ApiKey?> FindAsync(KeyId key, CancellationToken cancellationToken);

    /// <summary>Finds those of up to <see cref="KeysMax"/> keys that there are, in no order.</summary>
    Task<IReadOnlyList<ApiKey>> FindAllAsync(IReadOnlyList<KeyId> keys, CancellationToken cancellationToken);

    /// <summary>Lists a tenant's keys, newest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken);

    /// <summary>Tells whether any key of any tenant can be used at a time.</summary>
    Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Revokes a key; durable when it completes. The time of the first revocation stands.</summary>
    /// <returns>The key as revoked; null when the tenant has no such key.</returns>
    Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes when keys were last used, up to <see cref="KeysMax"/> of them; a time never goes back.</summary>
    Task TouchAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken);
}
