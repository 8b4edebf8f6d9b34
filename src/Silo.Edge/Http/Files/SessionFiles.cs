using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;

namespace Silo.Edge.Http.Files;

/// <summary>Opens the workspaces of sessions that exist, and of no others.</summary>
internal sealed class SessionFiles(ISessionCatalog catalog, IWorkspaceStore store)
{
    /// <exception cref="ProblemException">The session does not exist.</exception>
    public async Task<IWorkspace> OpenAsync(SessionKey session, CancellationToken cancellationToken)
    {
        await catalog.RequireAsync(session, cancellationToken);
        return await store.OpenAsync(session, cancellationToken);
    }

    /// <summary>Opens a workspace, changes it, and makes sure that no files outlive a session that was deleted meanwhile.</summary>
    /// <exception cref="ProblemException">The session does not exist, or is gone.</exception>
    public async Task<TResult> ChangeAsync<TResult>(SessionKey session, Func<IWorkspace, Task<TResult>> change, CancellationToken cancellationToken)
    {
        var workspace = await OpenAsync(session, cancellationToken);
        bool gone;
        TResult result;
        try
        {
            result = await change(workspace);
        }
        finally
        {
            // Also when the change failed, or its caller went: what was written by then is there.
            gone = await catalog.FindAsync(session, CancellationToken.None) is null;
            if (gone) await store.DeleteAsync(session, CancellationToken.None);
        }

        return gone ? throw SessionLookup.NotFound().ToException() : result;
    }
}
