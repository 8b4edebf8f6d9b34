using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>A workspace on this node's disk.</summary>
/// <remarks>
/// Opens the session's directories anew for each access, beneath the store's own open root: nothing has to be closed when a session
/// ends, and nothing reaches the files of a session that was deleted. The work is blocking file access and runs on the thread pool.
/// </remarks>
internal sealed class LocalWorkspace : IWorkspace
{
    private readonly LocalWorkspaceStore _store;
    private readonly string _directory;

    internal LocalWorkspace(LocalWorkspaceStore store, string directory, string hostPath)
    {
        _store = store;
        _directory = directory;
        HostPath = hostPath;
    }

    public string HostPath { get; }

    public Task<WorkspaceEntry?> StatAsync(WorkspacePath path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var files = OpenFiles();
            if (!files.TryStatus(path.Value, out var status)) return null;
            return new WorkspaceEntry(path, status.Kind, status.Size, status.ModifiedAt);
        },
        cancellationToken);

    public Task<Stream> OpenReadAsync(WorkspacePath path, CancellationToken cancellationToken) => Task.Run<Stream>(
        () =>
        {
            using var files = OpenFiles();
            return new FileStream(files.OpenFile(path.Value, followLinks: true, out _), FileAccess.Read, bufferSize: 1, isAsync: false);
        },
        cancellationToken);

    public Task<long> WriteAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bytesMax);
            using var files = OpenFiles();
            using var staging = OpenStaging();
            return await new AtomicWrite(files, staging, _store.Names.Next()).RunAsync(path, content, bytesMax, cancellationToken);
        },
        cancellationToken);

    public Task RemoveFileAsync(WorkspacePath path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            if (path.IsRoot) throw FileErrors.NotAFile(path.Value, "a folder");
            using var files = OpenFiles();
            var slash = path.Value.LastIndexOf('/');
            if (!files.TryOpenDirectory(slash < 0 ? "." : path.Value[..slash], followLinks: true, out var parent)) return;
            using (parent) parent.RemoveFile(new FileName(path.Value[(slash + 1)..]));
        },
        cancellationToken);

    public Task<WorkspaceListing> ListAsync(WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(entriesMax, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(entriesMax, 100_000);
            using var files = OpenFiles();
            using var start = files.OpenDirectory(path.Value, followLinks: true);
            return Listing.Make(start, path, recursive, entriesMax, cancellationToken);
        },
        cancellationToken);

    public Task<int> ImportTarAsync(WorkspacePath path, Stream tar, TarLimits limits, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var files = OpenFiles();
            using var staging = OpenStaging();
            return await TarImport.RunAsync(files, staging, _store, path, tar, limits, cancellationToken);
        },
        cancellationToken);

    public Task ExportTarAsync(WorkspacePath path, Stream tar, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var files = OpenFiles();
            using var start = files.OpenDirectory(path.Value, followLinks: true);
            await TarExport.RunAsync(start, tar, cancellationToken);
        },
        cancellationToken);

    private BeneathDirectory OpenFiles() => _store.Root.OpenBoundary(_directory + "/files");

    private BeneathDirectory OpenStaging() => _store.Root.OpenBoundary(_directory + "/staging");
}
