using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Access;

/// <summary>Opens the workspaces of one caller: of sessions that exist in its tenant, and of no others.</summary>
internal sealed class AuthorizedWorkspaces(IWorkspaceStore inner, ISessionCatalog catalog, CallerAccess access) : IWorkspaceStore
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    /// <exception cref="SessionUnknownException">The caller's tenant has no such session.</exception>
    public async Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        var own = access.Own(key);
        // Opening makes it: files of a session that does not exist would never be removed.
        if (await catalog.FindAsync(own, cancellationToken) is null) throw new SessionUnknownException();
        return new AuthorizedWorkspace(await inner.OpenAsync(own, cancellationToken), own.Session, access);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        return inner.CheckDeleteAsync(access.Own(key), cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.SessionDelete,
        key.Session.Value,
        async () =>
        {
            await inner.DeleteAsync(access.Own(key), cancellationToken);
            return true;
        },
        static _ => ("done", null),
        cancellationToken);
}
