using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Files;

/// <summary>Changes files of sessions that exist, and of no others.</summary>
internal static class SessionFiles
{
    /// <summary>Opens a workspace, changes it, and makes sure that no files outlive a session that was deleted meanwhile.</summary>
    /// <exception cref="ProblemException">The session is gone.</exception>
    public static async Task<TResult> ChangeFilesAsync<TResult>(
        this CallerPorts ports, SessionKey session, Func<IWorkspace, Task<TResult>> change, CancellationToken cancellationToken)
    {
        var workspace = await ports.Workspaces.OpenAsync(session, cancellationToken);
        bool gone;
        TResult result;
        try
        {
            result = await change(workspace);
        }
        finally
        {
            // Also when the change failed, or its caller went: what was written by then is there.
            gone = await ports.Catalog.FindAsync(session, CancellationToken.None) is null;
            if (gone) await ports.Workspaces.DeleteAsync(session, CancellationToken.None);
        }

        return gone ? throw SessionLookup.NotFound().ToException() : result;
    }
}
