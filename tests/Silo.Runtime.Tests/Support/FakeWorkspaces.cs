using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Tests.Support;

/// <summary>No files: these tests are about steps.</summary>
internal sealed class FakeWorkspaces : IWorkspaceStore
{
    public List<SessionKey> Deleted { get; } = [];

    public Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken) => throw new WorkspaceException("file_not_found", "No files here.");

    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        Deleted.Add(key);
        return Task.CompletedTask;
    }
}
