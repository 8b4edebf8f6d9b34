using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

/// <summary>Profiles and keys: which server is asked, with which key, and that a key is shown nowhere.</summary>
public sealed class CliProfileTests : IDisposable
{
    private const string Key = "silo_key_01k9z0000000000000000000aa_c2VjcmV0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    private string ConfigPath => Path.Combine(_folder.FullName, "silo", "config.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Profile_WithItsKey_IsUsedAndTheKeyIsShownNowhere()
    {
        await using var server = await StartAsync();
        var added = await RunAsync(Key + "\n", [], "profiles", "add", "work", "--server", server.Address.ToString(), "--with-key");
        var listed = await RunAsync("", [], "profiles", "--json");
        var asked = await RunAsync("", [], "agents");
        Assert.Equal((0, 0, 0), (added.ExitCode, listed.ExitCode, asked.ExitCode));
        Assert.Equal($"Bearer {Key}", server.Seen.Last().Headers["Authorization"]);
        Assert.Equal($$$"""{"type":"profile","profile":{"current":true,"name":"work","server":"{{{server.Address}}}","key":"kept here"}}""" + "\n", listed.Out);
        foreach (var shown in new[] { added, listed, asked }) Assert.DoesNotContain("c2VjcmV0", shown.Out + shown.Error);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ConfigPath));
    }

    [Fact]
    public async Task Profile_FileThatOthersCanRead_IsRefusedWithItsMend()
    {
        await using var server = await StartAsync();
        await RunAsync(Key, [], "profiles", "add", "work", "--server", server.Address.ToString(), "--with-key");
        File.SetUnixFileMode(ConfigPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var refused = await RunAsync("", [], "agents");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"chmod 600 '{ConfigPath}'", refused.Error);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Profile_KeyOfOne_NeverGoesToAnotherServer()
    {
        await using var mine = await StartAsync();
        await using var other = await StartAsync();
        await RunAsync(Key, [], "profiles", "add", "work", "--server", mine.Address.ToString(), "--with-key");
        Assert.Equal(0, (await RunAsync("", [], "agents", "--server", other.Address.ToString())).ExitCode);
        Assert.Equal(0, (await RunAsync("", new() { ["SILO_SERVER"] = other.Address.ToString() }, "agents")).ExitCode);
        Assert.Equal(2, other.Seen.Count);
        Assert.DoesNotContain(other.Seen, s => s.Headers.ContainsKey("Authorization"));
        Assert.Equal(2, (await RunAsync("", [], "agents", "--server", other.Address.ToString(), "--profile", "work")).ExitCode);
    }

    [Fact]
    public async Task Profiles_ByNameEnvironmentAndUse_AreChosen()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await RunAsync("", [], "profiles", "add", "first", "--server", first.Address.ToString());
        await RunAsync("", [], "profiles", "add", "second", "--server", second.Address.ToString());
        await RunAsync("", [], "agents");
        Assert.Equal((1, 0), (first.Seen.Count, second.Seen.Count));
        await RunAsync("", [], "agents", "--profile", "second");
        await RunAsync("", new() { ["SILO_PROFILE"] = "second" }, "agents");
        Assert.Equal((1, 2), (first.Seen.Count, second.Seen.Count));
        Assert.Equal(0, (await RunAsync("", [], "profiles", "use", "second")).ExitCode);
        await RunAsync("", [], "agents");
        Assert.Equal((1, 3), (first.Seen.Count, second.Seen.Count));
        Assert.Equal("removed second\n", (await RunAsync("", [], "profiles", "remove", "second")).Out);
        var gone = await RunAsync("", [], "agents", "--profile", "second");
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("silo profiles", gone.Error);
    }

    [Fact]
    public async Task KeyFile_IsReadWhenOnlyItsOwnerCan_AndGoesBeforeTheEnvironment()
    {
        await using var server = await StartAsync();
        var file = Path.Combine(_folder.FullName, "key");
        await File.WriteAllTextAsync(file, "from-file\n", TestContext.Current.CancellationToken);
        string[] args = ["agents", "--server", server.Address.ToString(), "--key-file", file];
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, (await RunAsync("", new() { ["SILO_API_KEY"] = "from-environment" }, args)).ExitCode);
        Assert.Equal("Bearer from-file", server.Seen.Last().Headers["Authorization"]);
        await RunAsync("", new() { ["SILO_API_KEY"] = "from-environment" }, args[..3]);
        Assert.Equal("Bearer from-environment", server.Seen.Last().Headers["Authorization"]);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(2, (await RunAsync("", [], args)).ExitCode);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(file, "two words", TestContext.Current.CancellationToken);
        var none = await RunAsync("", [], args);
        Assert.Equal(2, none.ExitCode);
        Assert.DoesNotContain("two words", none.Error);
    }

    [Fact]
    public async Task Key_WithoutEncryption_LeavesThisMachineOnlyWhenAllowed()
    {
        var variables = new Dictionary<string, string> { ["SILO_API_KEY"] = Key };
        var refused = await RunAsync("", variables, "agents", "--server", "http://192.0.2.1:8600");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--plain-http", refused.Error);
        Assert.DoesNotContain("c2VjcmV0", refused.Error);
    }

    [Fact]
    public async Task Profile_FileThatIsSomethingElse_IsNamedAndNotQuoted()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ConfigPath)!);
        await File.WriteAllTextAsync(ConfigPath, "{\"key\": \"c2VjcmV0", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(ConfigPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refused = await RunAsync("", [], "profiles");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(ConfigPath, refused.Error);
        Assert.DoesNotContain("c2VjcmV0", refused.Error);
    }

    private static async Task<FakeSilo> StartAsync()
    {
        var server = await FakeSilo.StartAsync(new Script());
        return server.On("GET /v1/agents", 200, """{"agents":[]}""");
    }

    private Task<CliResult> RunAsync(string input, Dictionary<string, string> variables, params string[] args)
    {
        variables["XDG_CONFIG_HOME"] = _folder.FullName;
        return CliProcess.RunWithAsync(variables, input, args);
    }
}
