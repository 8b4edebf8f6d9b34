using System.Globalization;
using Silo.Conformance.Journal;
using Silo.Storage.DataDirectories;
using Xunit;

namespace Silo.Storage.Tests.DataDirectories;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string DataPath => Path.Combine(_directory.Path, "a", "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_NewDirectory_IsMadeForTheOwnerAloneWithItsParts()
    {
        using var data = DataDirectory.Open(DataPath, new CountingRandom());

        foreach (var path in new[] { data.Path, Path.GetDirectoryName(data.JournalPath)!, data.BlobsPath, data.WorkspacesPath, data.RunPath })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Open_Again_KeepsTheNodeAndNamesAnotherStart()
    {
        string node, start;
        using (var first = DataDirectory.Open(DataPath, new CountingRandom()))
            (node, start) = (first.NodeId, first.StartId);

        using var second = DataDirectory.Open(DataPath, new CountingRandom(first: 100));

        Assert.Equal(node, second.NodeId);
        Assert.NotEqual(start, second.StartId);
        Assert.Equal(node, second.AsOwner().Node);
        Assert.Equal(second.StartId, second.AsOwner().Start);
    }

    [Fact]
    public void Open_HeldByThisProcess_IsRefusedWithItsPid()
    {
        using var held = DataDirectory.Open(DataPath, new CountingRandom());

        var refused = Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Open(DataPath, new CountingRandom()));

        Assert.Equal(Environment.ProcessId, refused.OwnerProcessId);
    }

    [Fact]
    public async Task Open_HeldByAnotherProcess_IsRefusedUntilThatIsKilled()
    {
        await using var holder = ChildProcess.Start(TestExecutable.Start("hold-data-directory", DataPath));
        var node = await holder.HearAsync();

        var refused = Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Open(DataPath, new CountingRandom()));
        Assert.Equal(holder.Id, refused.OwnerProcessId);
        Assert.Contains(holder.Id.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);

        holder.Kill();
        await holder.DisposeAsync();
        using var mine = DataDirectory.Open(DataPath, new CountingRandom());
        Assert.Equal(node, mine.NodeId);
    }

    [Fact]
    public void Open_OthersMayWriteToIt_IsRefusedWithWhatToDo()
    {
        Directory.CreateDirectory(DataPath);
        File.SetUnixFileMode(DataPath, (UnixFileMode)Convert.ToInt32("770", 8));

        var refused = Assert.Throws<UnauthorizedAccessException>(() => DataDirectory.Open(DataPath, new CountingRandom()));

        Assert.Contains("chmod 700", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(DataPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("node_!!!")]
    public void Open_DamagedNodeId_IsRefusedAndLetsGoOfTheLock(string damaged)
    {
        string node;
        using (var data = DataDirectory.Open(DataPath, new CountingRandom())) node = data.NodeId;
        var path = Path.Combine(DataPath, "node-id");
        File.WriteAllText(path, damaged);

        Assert.Throws<InvalidDataException>(() => DataDirectory.Open(DataPath, new CountingRandom()));

        File.WriteAllText(path, node);
        using var mended = DataDirectory.Open(DataPath, new CountingRandom());
        Assert.Equal(node, mended.NodeId);
    }

    [Fact]
    public void Open_AfterACrashWhileMakingTheNodeId_MakesOne()
    {
        Directory.CreateDirectory(DataPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(DataPath, "node-id.new"), "no");

        using var data = DataDirectory.Open(DataPath, new CountingRandom());

        Assert.Equal(data.NodeId, File.ReadAllText(Path.Combine(DataPath, "node-id")));
    }
}
