using Microsoft.Net.Http.Headers;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Files;

/// <summary>Replaces and removes files, on the condition that they are what the caller believes.</summary>
/// <remarks>Holds between callers of this host. What a session's own commands write between the comparison and the change is not seen.</remarks>
internal sealed class FileChanges(FileGates gates)
{
    /// <summary>Replaces a file.</summary>
    /// <returns>The tag of the new content.</returns>
    /// <exception cref="ProblemException">The condition does not hold; the old content stays.</exception>
    public async Task<EntityTagHeaderValue> WriteAsync(
        IWorkspace workspace, SessionKey session, WorkspacePath path, Stream body, long bytesMax, FileConditions conditions, CancellationToken cancellationToken)
    {
        Task Check() => RequireAsync(workspace, path, bytesMax, conditions, cancellationToken);

        // Once before the body comes, to spare both sides the bytes.
        await Check();
        await using var content = new ConditionalBody(body, gates.Of(session, path), Check, cancellationToken);
        await workspace.WriteAsync(path, content, bytesMax, cancellationToken);
        return content.Tag();
    }

    /// <summary>Removes a file or a link; nothing at the path is fine where no condition needs it.</summary>
    /// <exception cref="ProblemException">The condition does not hold; the file stays.</exception>
    public async Task<bool> RemoveAsync(IWorkspace workspace, SessionKey session, WorkspacePath path, long bytesMax, FileConditions conditions, CancellationToken cancellationToken)
    {
        var gate = gates.Of(session, path);
        await gate.WaitAsync(cancellationToken);
        try
        {
            await RequireAsync(workspace, path, bytesMax, conditions, cancellationToken);
            await workspace.RemoveFileAsync(path, cancellationToken);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    private static async Task RequireAsync(IWorkspace workspace, WorkspacePath path, long bytesMax, FileConditions conditions, CancellationToken cancellationToken)
    {
        if (!conditions.Any) return;
        var entry = await workspace.StatAsync(path, cancellationToken);
        if (entry is not { Kind: WorkspaceEntryKind.File })
        {
            conditions.RequireForChange(entry is not null, tag: null);
            return;
        }

        await using var old = await workspace.OpenReadAsync(path, cancellationToken);
        conditions.RequireForChange(exists: true, await FileTag.ReadAsync(old, bytesMax, cancellationToken));
    }
}
