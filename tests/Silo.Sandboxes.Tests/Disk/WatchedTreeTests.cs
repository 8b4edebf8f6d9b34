using Silo.Sandboxes.Native;
using Silo.Spawner.Disk;
using Xunit;

namespace Silo.Sandboxes.Tests.Disk;

public sealed class WatchedTreeTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly WatchedTree _tree;
    private FileSystemUsage _inUse = new(100 << 20, 1000);

    public WatchedTreeTests()
    {
        _directory.Folder("tree");
        _tree = new WatchedTree(_directory.File("tree"), bytesMax: 1 << 20, filesMax: 10, _ => _inUse);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Tree_ThatGrowsBeyondItsBytes_IsFullAndGrows()
    {
        _tree.Measure();
        Assert.False(_tree.IsFull);
        Write("a", 2 << 20);
        Assert.Equal((true, true), Measured());
    }

    [Fact]
    public void Tree_ThatIsFullAndStaysSo_DoesNotGrow()
    {
        Write("a", 1200 << 10);
        Assert.Equal((true, true), Measured());
        Assert.Equal((true, false), Measured());
        Write("b", 100 << 10);
        Assert.Equal((true, true), Measured());
        File.Delete(_directory.File("tree/b"));
        Assert.Equal((true, false), Measured());
        File.Delete(_directory.File("tree/a"));
        Assert.Equal((false, false), Measured());
    }

    [Fact]
    public void Tree_WithMoreFilesThanItMayHave_IsFull()
    {
        for (var i = 0; i < 11; i++) Write($"f{i}", 0);
        Assert.Equal((true, true), Measured());
    }

    [Fact]
    public void Tree_TooLargeToCount_AlwaysGrows()
    {
        for (var i = 0; i < 30; i++) Write($"f{i}", 0);
        Assert.Equal((true, true), Measured());
        Assert.Equal((true, true), Measured());
    }

    [Fact]
    public void Tree_ThatGrowsWhileOthersFree_IsCountedInTheEnd()
    {
        // What the file system has in use does not rise: the growth is hidden, but not for ever.
        _tree.Measure();
        File.WriteAllBytes(_directory.File("tree/a"), new byte[2 << 20]);
        for (var i = 0; i < WatchedTree.SkippedMax; i++) Assert.Equal((false, false), Measured());
        Assert.Equal((true, true), Measured());
    }

    [Fact]
    public void Tree_OnAFileSystemThatCannotTell_IsAlwaysCounted()
    {
        _inUse = new(0, 0);
        _tree.Measure();
        File.WriteAllBytes(_directory.File("tree/a"), new byte[2 << 20]);
        Assert.Equal((true, true), Measured());
    }

    private (bool IsFull, bool IsGrowing) Measured()
    {
        _tree.Measure();
        return (_tree.IsFull, _tree.IsGrowing);
    }

    private void Write(string name, int bytes)
    {
        File.WriteAllBytes(_directory.File($"tree/{name}"), new byte[bytes]);
        _inUse = new(_inUse.Bytes + bytes, _inUse.Files + 1);
    }
}
