using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Access;

/// <summary>The files of one session, for one caller. Every write stands in the audit log with its path, and without its content.</summary>
internal sealed class AuthorizedWorkspace(IWorkspace inner, SessionId session, CallerAccess access) : IWorkspace
{
    /// <summary>Not for callers.</summary>
    /// <exception cref="NotSupportedException">Always: a caller works with paths in the workspace.</exception>
    public string HostPath => throw new NotSupportedException("The path on the host is for sandboxes.");

    /// <inheritdoc />
    public Task<WorkspaceEntry?> StatAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        return inner.StatAsync(path, cancellationToken);
    }

    /// <inheritdoc />
    public Task<Stream> OpenReadAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        return inner.OpenReadAsync(path, cancellationToken);
    }

    /// <inheritdoc />
    public Task<WorkspaceListing> ListAsync(WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        return inner.ListAsync(path, recursive, entriesMax, cancellationToken);
    }

    /// <inheritdoc />
    public Task ExportTarAsync(WorkspacePath path, Stream tar, CancellationToken cancellationToken)
    {
        access.Require(Operation.FileRead);
        return inner.ExportTarAsync(path, tar, cancellationToken);
    }

    /// <inheritdoc />
    public Task<long> WriteAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken) =>
        ChangeAsync(path, () => inner.WriteAsync(path, content, bytesMax, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task RemoveFileAsync(WorkspacePath path, CancellationToken cancellationToken) => ChangeAsync(
        path,
        async () =>
        {
            await inner.RemoveFileAsync(path, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<int> ImportTarAsync(WorkspacePath path, Stream tar, TarLimits limits, CancellationToken cancellationToken) =>
        ChangeAsync(path, () => inner.ImportTarAsync(path, tar, limits, cancellationToken), cancellationToken);

    private Task<T> ChangeAsync<T>(WorkspacePath path, Func<Task<T>> act, CancellationToken cancellationToken) =>
        access.ChangeAsync(Operation.FileWrite, $"{session.Value}:{path}", act, static _ => ("done", null), cancellationToken);
}
