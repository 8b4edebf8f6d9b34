using System.Text;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>A store on a real directory, with a secret outside of every workspace.</summary>
public abstract class WorkspaceTest : IAsyncLifetime
{
    internal const string Secret = "the secret of another session";
    private readonly DirectoryInfo _base = Directory.CreateTempSubdirectory("silo-workspaces-");
    private LocalWorkspaceStore? _store;
    private IWorkspace? _workspace;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static SessionKey Key { get; } = new(TenantId.Default, SessionId.Create(DateTimeOffset.UnixEpoch, new byte[10]));

    protected string RootPath => Path.Combine(_base.FullName, "root");

    protected string Outside => Path.Combine(_base.FullName, "outside");

    protected string SecretPath => Path.Combine(Outside, "f");

    protected string StagingPath => Path.Combine(RootPath, "default", Key.Session.Value, "staging");

    protected LocalWorkspaceStore Store => _store!;

    protected IWorkspace Workspace => _workspace!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Outside);
        await File.WriteAllTextAsync(SecretPath, Secret, Cancellation);
        _store = new LocalWorkspaceStore(RootPath, new SeededRandom(1));
        _workspace = await _store.OpenAsync(Key, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        // By the store, because .NET cannot remove all that a test may have made.
        await Store.DeleteAsync(Key, CancellationToken.None);
        Store.Dispose();
        _base.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static WorkspacePath At(string path) =>
        WorkspacePath.TryParse(path, out var parsed, out var error) ? parsed : throw new ArgumentException(error, nameof(path));

    protected static async Task<string> CodeOf(Func<Task> action) => (await Assert.ThrowsAsync<WorkspaceException>(action)).Code;

    protected string Host(string path) => Path.Combine(Workspace.HostPath, path);

    protected void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Host(path))!);
        File.WriteAllText(Host(path), text);
    }

    protected async Task<string> ReadAsync(string path)
    {
        await using var stream = await Workspace.OpenReadAsync(At(path), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    protected Task<long> WriteAsync(string path, string text, long bytesMax = 1 << 20) =>
        Workspace.WriteAsync(At(path), new MemoryStream(Encoding.UTF8.GetBytes(text)), bytesMax, Cancellation);

    protected async Task<string[]> ListAsync(string path = ".", bool recursive = true) =>
        [.. (await Workspace.ListAsync(At(path), recursive, 1000, Cancellation)).Entries.Select(e => e.Path.Value)];

    protected void AssertOutsideUntouched()
    {
        Assert.Equal([SecretPath], Directory.GetFileSystemEntries(Outside));
        Assert.Equal(Secret, File.ReadAllText(SecretPath));
    }

    protected void AssertNothingStaged()
    {
        Assert.Empty(Directory.GetFileSystemEntries(StagingPath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(RootPath, ".trash")));
    }
}
