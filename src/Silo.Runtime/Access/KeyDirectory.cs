using System.Security.Cryptography;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Access;

/// <summary>Makes, lists and revokes keys in the store.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="ring">Learns of a revocation at once; null where nobody is let in by keys.</param>
/// <param name="time">The clock.</param>
/// <param name="ids">Makes their ids.</param>
/// <param name="random">Makes their secrets.</param>
public sealed class KeyDirectory(IKeyStore store, KeyRing? ring, TimeProvider time, IIdSource ids, IRandomSource random) : IKeyDirectory
{
    /// <inheritdoc />
    public async Task<CreatedKey> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken)
    {
        var secret = new byte[KeyText.SecretBytes];
        random.Fill(secret);
        var key = new ApiKey
        {
            Id = ids.NewKey(),
            Tenant = command.Tenant,
            Role = command.Role,
            Name = command.Name,
            SecretSha256 = Convert.ToHexStringLower(SHA256.HashData(secret)),
            CreatedAt = time.GetUtcNow(),
            CreatedBy = command.By,
            ExpiresAt = command.ExpiresAt,
        };
        await store.AddAsync(key, cancellationToken);
        return new CreatedKey(key, KeyText.Write(key.Id, secret));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => store.ListAsync(query, cancellationToken);

    /// <inheritdoc />
    public async Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, CancellationToken cancellationToken)
    {
        var revoked = await store.RevokeAsync(tenant, key, time.GetUtcNow(), cancellationToken);
        if (revoked is not null) ring?.Take(revoked);
        return revoked;
    }
}
