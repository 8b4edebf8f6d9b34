using Silo.Abstractions.Agents;
using Silo.Agents.Definitions;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class YamlAgentCatalogTests
{
    [Fact]
    public async Task Load_AFolder_ListsItsAgentsByName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.yaml", "name: zebra\ndriver: d\ntools: [shell]\n");
        folder.Write("2.yml", "name: ape\ndriver: d\n");
        folder.Write(".hidden.yaml", "nonsense");
        folder.Write("notes.txt", "nonsense");

        var catalog = await LoadAsync(folder, new FakeDriver("d"));

        Assert.Equal(["ape", "zebra"], catalog.List().Select(agent => agent.Name));
        Assert.Equal("shell", Assert.Single(catalog.Find("zebra")!.Tools).Name);
        Assert.Null(catalog.Find("lion"));
    }

    [Fact]
    public async Task Load_WrongFiles_ThrowsOnceWithEveryErrorOfEveryFile()
    {
        using var folder = new TemporaryFolder();
        var one = folder.Write("1.yaml", "name: a\ndriver: ghost\ntools: [shell, hammer, shell]\n");
        var two = folder.Write("2.yaml", "name: [\n");
        var three = folder.Write("3.yaml", "name: b\ndriver: d\ncolour: red\n");

        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => LoadAsync(folder, new FakeDriver("d"), new FakeDriver("e")));

        Assert.Equal(
            [
                $"{one}:3:16: tools[1]: 'hammer' is not a known tool; allowed: edit_file, grep, list, publish_artifact, read_file, shell, write_file",
                $"{one}:3:24: tools[2]: 'shell' is listed a second time",
                $"{one}:2:9: driver: 'ghost' is not a known driver; allowed: d, e",
            ],
            thrown.Errors.Take(3).Select(error => error.ToString()));
        Assert.Equal(two, thrown.Errors[3].File);
        Assert.Equal((three, 3, 1), (thrown.Errors[4].File, thrown.Errors[4].Line, thrown.Errors[4].Column));
        Assert.Equal(5, thrown.Errors.Count);
        Assert.All(thrown.Errors, error => Assert.Contains(error.ToString(), thrown.Message));
    }

    [Fact]
    public async Task Load_APatternOfTools_NeedsNoToolOfThatName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.yaml", "name: a\ndriver: d\ntools: [shell, {name: github__*, approval: true}]\n");

        Assert.Equal(2, (await LoadAsync(folder, new FakeDriver("d"))).Find("a")!.Tools.Count);
    }

    [Fact]
    public async Task Load_TheSameNameTwice_NamesBothFiles()
    {
        using var folder = new TemporaryFolder();
        var one = folder.Write("1.yaml", "name: a\ndriver: d\n");
        var two = folder.Write("2.yaml", "driver: d\nname: a\n");

        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => LoadAsync(folder, new FakeDriver("d")));

        Assert.Equal($"{two}:2:7: name: 'a' is already the agent of {one}", Assert.Single(thrown.Errors).ToString());
    }

    [Fact]
    public async Task Load_DriverFindsErrors_TheyStandAtTheLinesOfTheirSettings()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("1.yaml", "name: a\ndriver: d\nsettings:\n  list:\n    - x: 1\n    - x: 2\n");

        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => LoadAsync(
            folder,
            new FakeDriver("d", "settings.list[1].x: '2' is odd", "settings.list[0].y: is missing", "nothing fits")));

        Assert.Equal(
            [$"{file}:6:10: settings.list[1].x: '2' is odd", $"{file}:5:7: settings.list[0].y: is missing", $"{file}:1:1: nothing fits"],
            thrown.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public async Task Load_NoFolder_SaysSo()
    {
        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => YamlAgentCatalog.LoadAsync(
            "/nowhere/at/all", [], FakeTools.BuiltIn, TestContext.Current.CancellationToken));

        Assert.Equal("/nowhere/at/all: the folder of agent files does not exist", Assert.Single(thrown.Errors).ToString());
    }

    [Fact]
    public async Task Load_FileTooLarge_IsNotReadToItsEnd()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("1.yaml", string.Empty);
        using (var stream = File.OpenWrite(file))
            stream.SetLength(1L << 40);

        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => LoadAsync(folder));

        Assert.Equal($"{file}: the file is larger than 262144 bytes", Assert.Single(thrown.Errors).ToString());
    }

    [Fact]
    public async Task Load_TooManyFiles_SaysSo()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 257; i++)
            folder.Write($"{i}.yaml", string.Empty);

        var thrown = await Assert.ThrowsAsync<AgentFilesInvalidException>(() => LoadAsync(folder));

        Assert.Equal($"{folder.Path}: the folder holds more than 256 agent files", Assert.Single(thrown.Errors).ToString());
    }

    private static Task<YamlAgentCatalog> LoadAsync(TemporaryFolder folder, params IAgentDriver[] drivers) =>
        YamlAgentCatalog.LoadAsync(folder.Path, drivers, FakeTools.BuiltIn, TestContext.Current.CancellationToken);
}
