using System.Diagnostics;
using Silo.Sandboxes.Native;
using Xunit;

namespace Silo.Sandboxes.Tests.Native;

public sealed class TreeMeasureTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Tree_OfFilesFoldersAndLinks_CountsEachOnceAndFollowsNone()
    {
        _directory.Folder("tree/a/b");
        File.WriteAllBytes(_directory.File("tree/one"), new byte[100_000]);
        File.WriteAllBytes(_directory.File("tree/a/b/two"), new byte[100_000]);
        File.WriteAllBytes(_directory.File("outside"), new byte[5_000_000]);
        File.CreateSymbolicLink(_directory.File("tree/link"), _directory.File("outside"));
        File.CreateSymbolicLink(_directory.File("tree/loop"), _directory.File("tree"));
        var usage = Measure("tree");
        Assert.Equal((6, true), (usage.Files, usage.IsWhole));
        Assert.InRange(usage.Bytes, 200_000, 300_000);
    }

    [Fact]
    public async Task Tree_WithAFileOfManyNames_CountsItsBytesOnce()
    {
        _directory.Folder("tree");
        File.WriteAllBytes(_directory.File("tree/one"), new byte[1 << 20]);
        await ShellAsync("for i in 2 3 4; do ln one $i; done");
        var usage = Measure("tree");
        Assert.Equal(4, usage.Files);
        Assert.InRange(usage.Bytes, 1 << 20, (1 << 20) + 65536);
    }

    [Fact]
    public void Tree_WithAHole_CountsWhatIsOnDisk()
    {
        _directory.Folder("tree");
        using (var file = File.Create(_directory.File("tree/sparse"))) file.SetLength(1L << 40);
        Assert.InRange(Measure("tree").Bytes, 0, 65536);
    }

    [Fact]
    public async Task Tree_DeeperThanCounted_IsNotWhole()
    {
        _directory.Folder("tree");
        await ShellAsync($"i=0; while [ $i -le {TreeMeasure.DepthMax} ]; do mkdir d; cd -P d; i=$((i+1)); done");
        Assert.False(Measure("tree").IsWhole);
        Assert.True(TreeMeasure.Of(_directory.File("tree/d/d"), long.MaxValue, long.MaxValue).IsWhole);
    }

    [Theory]
    [InlineData(long.MaxValue, 10, 11)]
    [InlineData(10, long.MaxValue, 1)]
    public void Tree_BeyondABound_IsNotCountedToItsEnd(long bytesMax, long filesMax, long counted)
    {
        _directory.Folder("tree");
        for (var i = 0; i < 100; i++) File.WriteAllText(_directory.File($"tree/{i}"), "x");
        var usage = TreeMeasure.Of(_directory.File("tree"), bytesMax, filesMax);
        Assert.Equal((counted, false), (usage.Files, usage.IsWhole));
    }

    [Fact]
    public void Tree_ThatIsNotThere_IsEmpty() => Assert.Equal(new TreeUsage(0, 0, IsWhole: true), Measure("none"));

    private TreeUsage Measure(string name) => TreeMeasure.Of(_directory.File(name), long.MaxValue, long.MaxValue);

    private async Task ShellAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = _directory.File("tree") })!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
