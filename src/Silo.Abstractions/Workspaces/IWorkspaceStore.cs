using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Workspaces;

/// <summary>Keeps the files of sessions on this node.</summary>
public interface IWorkspaceStore
{
    /// <summary>Opens a session's workspace; makes it empty at first use.</summary>
    Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Removes a deleted session's files. Safe to repeat; follows no link.</summary>
    Task DeleteAsync(SessionKey key, CancellationToken cancellationToken);
}
