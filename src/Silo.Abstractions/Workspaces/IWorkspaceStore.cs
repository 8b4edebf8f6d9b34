using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Workspaces;

/// <summary>Keeps the files of sessions on this node.</summary>
public interface IWorkspaceStore
{
    /// <summary>Opens a session's workspace; makes it empty at first use.</summary>
    Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Makes sure that the session's files could be removed by this host; nothing there is fine. Asked before a deletion that cannot be taken back.</summary>
    /// <exception cref="WorkspaceException">They belong to a user for whom it may not act (<c>workspace_foreign</c>). Do not retry before that is mended.</exception>
    /// <exception cref="IOException">They cannot be looked at. Retry.</exception>
    Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Removes a deleted session's files. Safe to repeat; follows no link.</summary>
    Task DeleteAsync(SessionKey key, CancellationToken cancellationToken);
}
