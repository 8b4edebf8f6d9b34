using System.Text.RegularExpressions;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Processes;

/// <summary>What the program says and how it ends when it does not serve.</summary>
public sealed partial class CommandLineTests
{
    [Fact]
    public async Task Help_ListsEverySetting()
    {
        await using var program = HostProgram.Start("--help");
        Assert.Equal(0, await program.ExitAsync());
        foreach (var setting in new[] { "Silo:Address", "Silo:DataDirectory", "Silo:AgentsDirectory", "Silo:Sandbox:BubblewrapPath", "Silo:Http:StreamsMax", "Silo:Runtime:StopTimeout" })
            Assert.Contains(setting, program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        await using var program = HostProgram.Start("--version");
        Assert.Equal(0, await program.ExitAsync());
        Assert.Matches(VersionLine(), program.Output);
    }

    [Fact]
    public async Task UnknownSetting_IsRefusedWithTheNearestName()
    {
        using var folder = new TestFolder();
        await using var program = HostProgram.Serve(folder.At("data"), agents: null, "--Silo:Http:StreamMax=5");
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains("Silo:Http:StreamMax is not known; did you mean Silo:Http:StreamsMax?", program.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("data")), "A refused start left something behind.");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("--verbose")]
    [InlineData("--Silo:Address")]
    public async Task UnknownArgument_IsRefused(string argument)
    {
        await using var program = HostProgram.Start(argument);
        Assert.Equal(2, await program.ExitAsync());
        Assert.Contains($"'{argument}' is not understood", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.0.2.1:8600")]
    [InlineData("http://silo.example:8600")]
    public async Task AddressThatOthersReach_IsRefused(string address)
    {
        using var folder = new TestFolder();
        await using var program = HostProgram.Start(
            $"--Silo:DataDirectory={folder.At("data")}", $"--Silo:Address={address}", $"--Silo:AgentsDirectory={LiveHost.TestAgents}");
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains($"Silo:Address: '{address}' can be reached from other machines.", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadAgentFiles_AreListedWithTheirLines()
    {
        using var folder = new TestFolder();
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        await File.WriteAllTextAsync(Path.Combine(agents, "a.yaml"), "name: a\ndriver: scripted\nlimits:\n  turn_steps_max: 0\nsettings:\n  replies:\n    - text: x\n");
        await File.WriteAllTextAsync(Path.Combine(agents, "b.yaml"), "name: b\ndriver: scripted\ncolour: red\nsettings:\n  replies:\n    - text: x\n");
        await using var program = HostProgram.Serve(folder.At("data"), agents);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains("a.yaml:4:19: limits.turn_steps_max:", program.Output, StringComparison.Ordinal);
        Assert.Contains("b.yaml:3:1: colour:", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\Asilo \d+\.\d+\.\d+\S*\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex VersionLine();
}
