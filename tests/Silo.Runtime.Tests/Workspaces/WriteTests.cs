using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class WriteTests : WorkspaceTest
{
    [Fact]
    public async Task Write_NewFile_MakesFoldersAndAPlainFile()
    {
        Assert.Equal(5, await WriteAsync("a/b/c.txt", "hello"));
        Assert.Equal("hello", await File.ReadAllTextAsync(Host("a/b/c.txt"), Cancellation));
        Assert.Equal("644", Posix.ModeOf(Host("a/b/c.txt")));
        AssertNothingStaged();
    }

    [Fact]
    public async Task Write_OverAProgram_KeepsItsMode()
    {
        Put("run.sh", "old");
        Posix.SetMode(Host("run.sh"), "750");
        await WriteAsync("run.sh", "new");
        Assert.Equal("new", await ReadAsync("run.sh"));
        Assert.Equal("750", Posix.ModeOf(Host("run.sh")));
    }

    [Fact]
    public async Task Write_OverSetUid_DropsIt()
    {
        Put("run", "old");
        Posix.SetMode(Host("run"), "4755");
        await WriteAsync("run", "new");
        Assert.Equal("755", Posix.ModeOf(Host("run")));
    }

    [Fact]
    public async Task Write_MoreThanAllowed_KeepsTheOldContent()
    {
        Put("f", "old");
        Assert.Equal("file_too_large", await CodeOf(() => WriteAsync("f", "12345", bytesMax: 4)));
        Assert.Equal("old", await ReadAsync("f"));
        Assert.Equal(4, await WriteAsync("f", "1234", bytesMax: 4));
        AssertNothingStaged();
    }

    [Fact]
    public async Task Write_CancelledInTheMiddle_KeepsTheOldContent()
    {
        Put("f", "old");
        using var cancel = new CancellationTokenSource();
        var content = new CancellingStream(cancel, afterReads: 3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Workspace.WriteAsync(At("f"), content, long.MaxValue, cancel.Token));
        Assert.Equal("old", await ReadAsync("f"));
        AssertNothingStaged();
    }

    [Theory]
    [InlineData("{outside}/f")]
    [InlineData("../../../../outside/f")]
    [InlineData("inside")]
    [InlineData("{outside}/new")]
    public async Task Write_LastPartIsALink_IsRefused(string target)
    {
        Put("inside", "old");
        File.CreateSymbolicLink(Host("link"), target.Replace("{outside}", Outside));
        Assert.Equal("not_a_file", await CodeOf(() => WriteAsync("link", "new")));
        Assert.Equal("old", await ReadAsync("inside"));
        AssertOutsideUntouched();
        AssertNothingStaged();
    }

    [Theory]
    [InlineData("{outside}", "path_outside")]
    [InlineData("../../../../outside", "path_outside")]
    [InlineData("nowhere", "not_a_directory")]
    [InlineData("{outside}/made", "path_outside")]
    public async Task Write_ThroughALinkThatLeavesOrDangles_IsRefused(string target, string code)
    {
        File.CreateSymbolicLink(Host("link"), target.Replace("{outside}", Outside));
        Assert.Equal(code, await CodeOf(() => WriteAsync("link/f", "new")));
        Assert.Equal(code, await CodeOf(() => WriteAsync("link/x/y", "new")));
        AssertOutsideUntouched();
        AssertNothingStaged();
    }

    [Fact]
    public async Task Write_ThroughALinkThatStays_GoesThere()
    {
        Directory.CreateDirectory(Host("real"));
        File.CreateSymbolicLink(Host("link"), "real");
        await WriteAsync("link/sub/f", "new");
        Assert.Equal("new", await File.ReadAllTextAsync(Host("real/sub/f"), Cancellation));
    }

    [Fact]
    public async Task Write_OntoWhatIsNoFile_IsRefused()
    {
        Posix.MakeFifo(Host("fifo"));
        Directory.CreateDirectory(Host("dir"));
        Put("file", "x");
        Assert.Equal("not_a_file", await CodeOf(() => WriteAsync("fifo", "x")));
        Assert.Equal("not_a_file", await CodeOf(() => WriteAsync("dir", "x")));
        Assert.Equal("not_a_file", await CodeOf(() => WriteAsync(".", "x")));
        Assert.Equal("not_a_directory", await CodeOf(() => WriteAsync("file/x", "x")));
    }

    [Fact]
    public async Task Write_WhileOthersRead_ShowsTheOldOrTheNew()
    {
        var texts = new[] { new string('a', 200_000), new string('b', 100_000) };
        Put("f", texts[0]);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(
            async () =>
            {
                var reads = 0;
                while (!stop.IsCancellationRequested)
                {
                    Assert.Contains(await ReadAsync("f"), texts);
                    reads++;
                }

                return reads;
            },
            Cancellation);
        for (var i = 0; i < 100; i++) await WriteAsync("f", texts[i % 2]);
        await stop.CancelAsync();
        Assert.True(await reader >= 0);
    }

    [Fact]
    public async Task Write_ManyAtOnce_LeavesOneWhole()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => WriteAsync("d/f", new string((char)('a' + i), 50_000))));
        var text = await ReadAsync("d/f");
        Assert.Equal(50_000, text.Length);
        Assert.Single(text.Distinct());
        AssertNothingStaged();
    }

    [Fact]
    public async Task Write_NoRoom_IsFullAndKeepsTheOldContent()
    {
        var small = Path.Combine(RootPath, "small");
        Directory.CreateDirectory(small);
        Assert.SkipUnless(Posix.TryMountTmpfs(small, "size=256k"), "needs the right to mount");
        try
        {
            using var store = new LocalWorkspaceStore(small, new SeededRandom(2));
            var workspace = await store.OpenAsync(Key, Cancellation);
            await workspace.WriteAsync(At("f"), new MemoryStream("old"u8.ToArray()), 100, Cancellation);
            Assert.Equal("workspace_full", await CodeOf(() => workspace.WriteAsync(At("f"), new MemoryStream(new byte[1 << 20]), 1 << 20, Cancellation)));
            Assert.Equal("workspace_full", await CodeOf(() => workspace.ImportTarAsync(default, TarBytes.Of(TarBytes.File("f", new byte[1 << 20])), new TarLimits(), Cancellation)));
            Assert.Equal("old", await File.ReadAllTextAsync(Path.Combine(workspace.HostPath, "f"), Cancellation));
            // What failed gave its room back.
            Assert.Equal(100_000, await workspace.WriteAsync(At("g"), new MemoryStream(new byte[100_000]), 1 << 20, Cancellation));
            await store.DeleteAsync(Key, Cancellation);
        }
        finally
        {
            Posix.Unmount(small);
        }
    }

    [Fact]
    public async Task Remove_FileOrLink_TakesThatNameOnly()
    {
        Put("a/f", "x");
        File.CreateSymbolicLink(Host("out"), SecretPath);
        File.CreateSymbolicLink(Host("folder"), Outside);
        foreach (var path in new[] { "a/f", "out", "a/none", "none/f" }) await Workspace.RemoveFileAsync(At(path), Cancellation);
        Assert.Equal(["a", "folder"], await ListAsync());
        Assert.Equal("not_a_file", await CodeOf(() => Workspace.RemoveFileAsync(At("a"), Cancellation)));
        Assert.Equal("not_a_file", await CodeOf(() => Workspace.RemoveFileAsync(At("."), Cancellation)));
        Assert.Equal("path_outside", await CodeOf(() => Workspace.RemoveFileAsync(At("folder/f"), Cancellation)));
        AssertOutsideUntouched();
    }

    // By number: the tests may run as root, whom no permission stops.
    [Theory]
    [InlineData(13, "permission_denied")]
    [InlineData(1, "permission_denied")]
    [InlineData(28, "workspace_full")]
    [InlineData(40, "path_invalid")]
    public void Error_OfTheKernel_HasItsCode(int error, string code) =>
        Assert.Equal(code, Assert.IsType<WorkspaceException>(FileErrors.From(error, "f")).Code);

    private sealed class CancellingStream(CancellationTokenSource cancel, int afterReads) : MemoryStream(Encoding.UTF8.GetBytes(new string('x', 1 << 20)))
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == afterReads) cancel.Cancel();
            return base.ReadAsync(buffer[..Math.Min(1000, buffer.Length)], cancellationToken);
        }
    }
}
