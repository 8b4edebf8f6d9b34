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
    [InlineData("http://0.0.0.0:0", "there is no key to let anybody in")]
    [InlineData("http://192.0.2.1:8600", "there is no key to let anybody in")]
    [InlineData("http://0.0.0.0:0", "in development nobody needs a key", "--Silo:Development=true")]
    [InlineData("http://silo.example:8600", "is not an address like")]
    public async Task AddressThatOthersReach_WithoutAnybodyToLetIn_IsRefused(string address, string reason, params string[] more)
    {
        using var folder = new TestFolder();
        await using var program = HostProgram.Start(
            [$"--Silo:DataDirectory={folder.At("data")}", $"--Silo:Address={address}", $"--Silo:AgentsDirectory={LiveHost.TestAgents}", .. more]);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains(reason, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_FirstOneIsMadeOffline_AndOpensTheHostThatNobodyElseMayUse()
    {
        using var folder = new TestFolder();
        await using var refused = HostProgram.Start("keys", "create", "--role=admin", "--name=first");
        Assert.Equal(2, await refused.ExitAsync());
        await using var made = HostProgram.Start("keys", "create", "--name=first", "--tenant=acme", $"--Silo:DataDirectory={folder.At("data")}");
        Assert.Equal(0, await made.ExitAsync());
        var key = KeyLine().Match(made.Output).Value;

        await using var host = HostProgram.Serve(folder.At("data"), agents: null, "--Silo:Development=false");
        using var http = new HttpClient { BaseAddress = await host.ListeningAsync() };
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/keys")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.Contains("\"tenant\":\"acme\"", await http.GetStringAsync("/v1/keys"), StringComparison.Ordinal);
        Assert.Contains("\"caller\":\"offline\"", await http.GetStringAsync("/v1/audit"), StringComparison.Ordinal);

        await using var held = HostProgram.Start("keys", "create", "--name=second", $"--Silo:DataDirectory={folder.At("data")}");
        Assert.Equal(1, await held.ExitAsync());
        Assert.DoesNotContain(key, host.Output, StringComparison.Ordinal);
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

    [GeneratedRegex("silo_[0-9a-z]{26}_[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"\Asilo \d+\.\d+\.\d+\S*\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex VersionLine();
}
