using Silo.Abstractions.Identity;
using Silo.Runtime.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class StoreTests : WorkspaceTest
{
    private static readonly SessionKey Other = new(TenantId.Default, SessionId.Create(DateTimeOffset.UnixEpoch.AddDays(1), new byte[10]));

    [Fact]
    public async Task Open_FirstUse_MakesPrivateFolders()
    {
        Assert.Equal(Path.Combine(RootPath, "default", Key.Session.Value, "files"), Workspace.HostPath);
        foreach (var path in new[] { RootPath, Path.Combine(RootPath, "default"), Path.GetDirectoryName(Workspace.HostPath)!, StagingPath })
            Assert.Equal("700", Posix.ModeOf(path));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Open_AfterACrash_SweepsWhatWasStaged()
    {
        Directory.CreateDirectory(Path.Combine(StagingPath, "dead-1/deep/deeper"));
        await File.WriteAllTextAsync(Path.Combine(StagingPath, "dead-1/deep/f"), "half", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(StagingPath, "dead-2"), "half", Cancellation);
        Directory.CreateDirectory(Path.Combine(RootPath, ".trash", "dead-3", "x"));
        Put("kept", "x");
        using var next = new LocalWorkspaceStore(RootPath, new SeededRandom(2));
        await next.OpenAsync(Key, Cancellation);
        AssertNothingStaged();
        Assert.Equal(["kept"], await ListAsync());
    }

    [Fact]
    public async Task Open_WhileAWriteRuns_LeavesItAlone()
    {
        using var gate = new SemaphoreSlim(0);
        var reading = new TaskCompletionSource();
        var write = Workspace.WriteAsync(At("f"), new GatedStream(gate, reading), 100, Cancellation);
        await reading.Task;
        Assert.Single(Directory.GetFileSystemEntries(StagingPath));
        await Store.OpenAsync(Key, Cancellation);
        gate.Release();
        Assert.Equal(0, await write);
        Assert.Equal(["f"], await ListAsync());
    }

    [Fact]
    public async Task Delete_Anything_FollowsNoLinkAndSparesOthers()
    {
        var other = await Store.OpenAsync(Other, Cancellation);
        await other.WriteAsync(At("f"), new MemoryStream([1]), 10, Cancellation);
        Put("a/b/c", "x");
        Directory.CreateDirectory(Host("locked/in"));
        Posix.SetMode(Host("locked"), "0");
        File.CreateSymbolicLink(Host("out"), Outside);
        File.CreateSymbolicLink(Host("a/out"), SecretPath);
        Posix.MakeFifo(Host("a/fifo"));
        Posix.MakeFile(Workspace.HostPath, [(byte)'a', 0xFF, (byte)'\n']);
        await Store.DeleteAsync(Key, Cancellation);
        await Store.DeleteAsync(Key, Cancellation);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Workspace.HostPath)));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(RootPath, ".trash")));
        Assert.True(File.Exists(Path.Combine(other.HostPath, "f")));
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Delete_DeeperThanDescriptorsAndPaths_RemovesAll()
    {
        Posix.MakeDeep(Workspace.HostPath, new string('d', 200), 2000);
        await Store.DeleteAsync(Key, Cancellation);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Workspace.HostPath)));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(RootPath, ".trash")));
    }

    [Fact]
    public async Task Delete_ThenUse_FindsNothingUntilOpenedAgain()
    {
        Put("f", "x");
        await Store.DeleteAsync(Key, Cancellation);
        Assert.Equal("file_not_found", await CodeOf(() => ReadAsync("f")));
        Assert.Equal("file_not_found", await CodeOf(() => WriteAsync("f", "x")));
        var again = await Store.OpenAsync(Key, Cancellation);
        Assert.Empty((await again.ListAsync(default, recursive: true, 10, Cancellation)).Entries);
    }

    [Fact]
    public async Task Key_WithoutASession_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(default, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(default, Cancellation));
        Assert.True(Directory.Exists(Workspace.HostPath));
    }

    [Fact]
    public void Store_RelativeRoot_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new LocalWorkspaceStore("relative", new SeededRandom(1)));

    private sealed class GatedStream(SemaphoreSlim gate, TaskCompletionSource reading) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reading.TrySetResult();
            await gate.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
