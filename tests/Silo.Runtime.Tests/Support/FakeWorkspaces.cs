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

    /// <summary>Why files cannot be removed; null when they can.</summary>
    public Exception? CheckProblem { get; set; }

    /// <summary>Why removing fails; null when it does not.</summary>
    public Exception? DeleteProblem { get; set; }

    public Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken) =>
        CheckProblem is { } problem ? Task.FromException(problem) : Task.CompletedTask;

    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (DeleteProblem is { } problem) return Task.FromException(problem);
        Deleted.Add(key);
        return Task.CompletedTask;
    }
}
