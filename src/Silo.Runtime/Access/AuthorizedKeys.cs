using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Access;

/// <summary>The keys that one caller may make, see and revoke: those of its own tenant.</summary>
internal sealed class AuthorizedKeys(IKeyDirectory inner, CallerAccess access) : IKeyDirectory
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<CreatedKey> CreateAsync(CreateKeyCommand command, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.KeyCreate,
        target: null,
        () => inner.CreateAsync(command with { Tenant = access.Caller.Tenant, By = access.Caller.Id }, cancellationToken),
        static created => ("done", created.Key.Id.Value),
        cancellationToken);

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        access.Require(Operation.KeyRead);
        return inner.ListAsync(query with { Tenant = access.Caller.Tenant }, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.KeyRevoke,
        key.Value,
        () => inner.RevokeAsync(access.Caller.Tenant, key, cancellationToken),
        static revoked => (revoked is null ? "key_not_found" : "done", null),
        cancellationToken);
}
