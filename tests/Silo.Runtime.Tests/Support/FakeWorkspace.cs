using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Tests.Support;

/// <summary>A place without files.</summary>
internal sealed class FakeWorkspace : IWorkspace
{
    public string HostPath => "/nowhere";

    public Task<WorkspaceEntry?> StatAsync(WorkspacePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> OpenReadAsync(WorkspacePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> WriteAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveFileAsync(WorkspacePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WorkspaceListing> ListAsync(WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> ImportTarAsync(WorkspacePath path, Stream tar, TarLimits limits, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ExportTarAsync(WorkspacePath path, Stream tar, CancellationToken cancellationToken) => throw new NotSupportedException();
}
