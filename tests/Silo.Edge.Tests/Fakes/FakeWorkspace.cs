using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Edge.Tests.Fakes;

/// <summary>A workspace in memory, and the store that holds it.</summary>
internal sealed class FakeWorkspace : IWorkspaceStore, IWorkspace
{
    public Dictionary<string, byte[]> Files { get; } = [];

    public List<string> Asked { get; } = [];

    public int Deletes { get; private set; }

    public WorkspaceException? Failure { get; set; }

    public string HostPath => "/nowhere";

    public Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken) => Task.FromResult<IWorkspace>(this);

    public Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        Deletes++;
        return Task.CompletedTask;
    }

    public Task<WorkspaceEntry?> StatAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        Ask(path);
        WorkspaceEntryKind? kind = Files.ContainsKey(path.Value) ? WorkspaceEntryKind.File
            : path.IsRoot || Files.Keys.Any(name => name.StartsWith(path.Value + "/", StringComparison.Ordinal)) ? WorkspaceEntryKind.Directory : null;
        return Task.FromResult(kind is null ? null : new WorkspaceEntry(path, kind.Value, 0, Sample.Time));
    }

    public Task<Stream> OpenReadAsync(WorkspacePath path, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(Files[path.Value]));

    public async Task<long> WriteAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        Ask(path);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Files[path.Value] = copy.ToArray();
        return copy.Length;
    }

    public Task RemoveFileAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        Ask(path);
        Files.Remove(path.Value);
        return Task.CompletedTask;
    }

    public Task<WorkspaceListing> ListAsync(WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken)
    {
        var entries = Files.Select(file => new WorkspaceEntry(Path(file.Key), WorkspaceEntryKind.File, file.Value.Length, Sample.Time));
        return Task.FromResult(new WorkspaceListing([.. entries.OrderBy(entry => entry.Path.Value, StringComparer.Ordinal)], Truncated: false));
    }

    public async Task<int> ImportTarAsync(WorkspacePath path, Stream tar, TarLimits limits, CancellationToken cancellationToken)
    {
        await WriteAsync(path, tar, long.MaxValue, cancellationToken);
        return 12;
    }

    public async Task ExportTarAsync(WorkspacePath path, Stream tar, CancellationToken cancellationToken) =>
        await tar.WriteAsync("a tar"u8.ToArray(), cancellationToken);

    private static WorkspacePath Path(string text) => WorkspacePath.TryParse(text, out var path, out var error) ? path : throw new InvalidOperationException(error);

    private void Ask(WorkspacePath path)
    {
        Asked.Add(path.Value);
        if (Failure is not null) throw Failure;
    }
}
