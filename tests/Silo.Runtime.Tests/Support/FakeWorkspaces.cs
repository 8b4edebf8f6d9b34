using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Tests.Support;

/// <summary>No files: these tests are about steps.</summary>
internal sealed class FakeWorkspaces : IWorkspaceStore
{
    public List<SessionKey> Deleted { get; } = [];

    public IWorkspace? Made { get; set; }

    public Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        Made is { } workspace ? Task.FromResult(workspace) : throw new WorkspaceException("file_not_found", "No files here.");

    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        Deleted.Add(key);
        return Task.CompletedTask;
    }
}
