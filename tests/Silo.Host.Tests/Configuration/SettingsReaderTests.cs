using System.Globalization;
using Microsoft.Extensions.Configuration;
using Silo.Client;
using Silo.Host.Configuration;
using Xunit;

namespace Silo.Host.Tests.Configuration;

public sealed class SettingsReaderTests
{
    private static readonly Func<string, string?> Home = name => name == "HOME" ? "/home/anna" : null;

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var settings = Read([]);
        Assert.Equal("/home/anna/.local/state/silo", settings.DataDirectory);
        Assert.Equal("http://127.0.0.1:8600/", settings.Address.ToString());
        Assert.Equal((1024 * 1024, 256L << 20, 4096), (settings.Http.JsonBytesMax, settings.Http.FileBytesMax, settings.Http.StreamsMax));
    }

    // Else a turn that is silent for long looks like a server that is gone, and those who follow it give up.
    [Fact]
    public void StreamKeepAlive_AtItsMost_IsWellWithinWhatAClientTakesForABreak()
    {
        var most = TimeSpan.Parse(SettingList.All.Single(s => s.Name == "Http:StreamKeepAlive").Most!, CultureInfo.InvariantCulture);
        var client = new SiloClientOptions { Time = TimeProvider.System, Random = new SecureRandomSource() };
        Assert.True(most + TimeSpan.FromSeconds(10) <= client.StreamSilenceMax, $"{most} against {client.StreamSilenceMax}");
    }

    [Fact]
    public void Read_TokenSecret_IsTakenFromAFileForItsOwnerOnly()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(file, new byte[32]);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Assert.Throws<SettingsInvalidException>(() => Read(new() { ["Silo:Http:TokenSecretFile"] = file })).Message);
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            Assert.Equal(32, Read(new() { ["Silo:Http:TokenSecretFile"] = file }).Http.TokenSecret!.Length);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains("is no file", Assert.Throws<SettingsInvalidException>(() => Read(new() { ["Silo:Http:TokenSecretFile"] = file })).Message);
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData(null, null, false)]
    [InlineData("Development", "false", false)]
    [InlineData(null, "true", true)]
    public void Read_Development_IsThatOfTheEnvironmentUnlessItIsSet(string? environment, string? setting, bool expected)
    {
        var values = new ConfigurationBuilder().AddInMemoryCollection(setting is null ? [] : new Dictionary<string, string?> { ["Silo:Development"] = setting }).Build();
        Assert.Equal(expected, SettingsReader.Read(values, name => name == "DOTNET_ENVIRONMENT" ? environment : Home(name)).Http.Development);
    }

    [Fact]
    public void Read_XdgStateHome_WinsOverHome()
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().Build(), name => name == "XDG_STATE_HOME" ? "/state" : Home(name));
        Assert.Equal("/state/silo", settings.DataDirectory);
        Assert.Equal("/home/anna/.local/state/silo", DefaultFolders.Data(name => name == "XDG_STATE_HOME" ? "relative" : Home(name)));
    }

    [Fact]
    public void Read_EverySetting_ReachesItsPlace()
    {
        var settings = Read(new()
        {
            ["SILO:ADDRESS"] = "http://[::1]:0",
            ["Silo:Development"] = "true",
            ["Silo:Audit:KeepFor"] = "30.00:00:00",
            ["Silo:DataDirectory"] = "/data",
            ["Silo:AgentsDirectory"] = "/agents",
            ["Silo:Sandbox:Provider"] = "oci",
            ["Silo:Sandbox:OciRuntime"] = "runc",
            ["Silo:Sandbox:SpawnerSocket"] = "/socket",
            ["Silo:Sandbox:SpawnerPath"] = "/spawner",
            ["Silo:Sandbox:BubblewrapPath"] = "/bwrap",
            ["Silo:Http:JsonBytesMax"] = "20000",
            ["Silo:Http:FileBytesMax"] = "5000000000",
            ["Silo:Http:StreamsMax"] = "7",
            ["Silo:Http:StreamKeepAlive"] = "00:00:02",
            ["Silo:Http:TenantStreamsMax"] = "11",
            ["Silo:Http:RequestsPerMinuteMax"] = "12",
            ["Silo:Http:RequestsBurstMax"] = "13",
            ["Silo:Http:HeaderBytesMax"] = "5000",
            ["Silo:Http:Origins"] = "https://a.example http://localhost:5000",
            ["Silo:Runtime:LiveSessionsMax"] = "8",
            ["Silo:Runtime:ActivationsMax"] = "9",
            ["Silo:Runtime:MailboxMax"] = "10",
            ["Silo:Runtime:ToolGrace"] = "00:00:02",
            ["Silo:Runtime:InterruptGrace"] = "00:00:03",
            ["Silo:Runtime:StopTimeout"] = "00:00:04",
        });
        Assert.Equal(("http://[::1]:0/", "/data", "/agents", "/spawner", "/bwrap"), (settings.Address.ToString(), settings.DataDirectory, settings.AgentsDirectory, settings.SpawnerPath, settings.BubblewrapPath));
        Assert.Equal((11, 12, 13, 5000), (settings.Http.TenantStreamsMax, settings.Http.RequestsPerMinuteMax, settings.Http.RequestsBurstMax, settings.Http.HeaderBytesMax));
        Assert.Equal(["https://a.example", "http://localhost:5000"], settings.Http.Origins);
        Assert.Equal((true, TimeSpan.FromDays(30)), (settings.Http.Development, settings.Audit.KeepFor));
        Assert.Equal((true, "runc"), (settings.UsesOci, settings.OciRuntime));
        Assert.Equal(("/socket", false), (settings.SpawnerSocket, settings.FindsSpawner));
        Assert.Equal((20000, 5_000_000_000, 7, TimeSpan.FromSeconds(2)), (settings.Http.JsonBytesMax, settings.Http.FileBytesMax, settings.Http.StreamsMax, settings.Http.StreamKeepAlive));
        Assert.Equal((8, 9, 10), (settings.Runtime.LiveSessionsMax, settings.Runtime.ActivationsMax, settings.Runtime.MailboxMax));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (settings.Runtime.InterruptGrace, settings.Runtime.StopTimeout));
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Runtime.ToolGrace);
    }

    [Fact]
    public void Read_ManyErrors_NamesThemAll()
    {
        var error = Assert.Throws<SettingsInvalidException>(() => Read(new()
        {
            ["Silo:DataDirectry"] = "/data",
            ["Silo:Colour"] = "red",
            ["Silo:Address"] = "http://0.0.0.0:8600",
            ["Silo:Development"] = "true",
            ["Silo:Http:StreamsMax"] = "4294967297",
            ["Silo:Http:JsonBytesMax"] = "1",
            ["Silo:Http:StreamKeepAlive"] = "15",
            ["Silo:Runtime:MailboxMax"] = "0",
        }));
        Assert.Equal(7, error.Errors.Count);
        Assert.Contains("Silo:DataDirectry is not known; did you mean Silo:DataDirectory?", error.Errors);
        Assert.Contains("Silo:Colour is not known; --help lists what is.", error.Errors);
        Assert.Contains(error.Errors, text => text.StartsWith("Silo:Address is http://0.0.0.0:8600/, which other machines can reach", StringComparison.Ordinal));
        Assert.Contains("Silo:Http:StreamsMax: '4294967297' is no whole number that it could be.", error.Errors);
        Assert.Contains("Silo:Http:JsonBytesMax is 1; it must be 16384 to 16777216.", error.Errors);
        Assert.Contains("Silo:Http:StreamKeepAlive: '15' is no duration like 00:00:15.", error.Errors);
        Assert.Contains("Silo:Runtime:MailboxMax is 0; allowed: 1 to 4,096.", error.Errors);
    }

    [Fact]
    public void Read_NoHome_AsksForADirectory()
    {
        var error = Assert.Throws<SettingsInvalidException>(() => SettingsReader.Read(new ConfigurationBuilder().Build(), _ => null));
        Assert.Contains("Silo:DataDirectory is needed", Assert.Single(error.Errors));
    }

    [Theory]
    [InlineData("--Silo:Address=http://127.0.0.1:1", true)]
    [InlineData("--silo:address=http://127.0.0.1:1", true)]
    [InlineData("--urls=http://0.0.0.0:1", false)]
    [InlineData("--Silo:Address", false)]
    [InlineData("--verbose", false)]
    [InlineData("serve", false)]
    public void Arguments_OnlySettings_AreTaken(string argument, bool taken) => Assert.Equal(taken ? null : argument, HostArguments.FindStray([argument]));

    private static HostSettings Read(Dictionary<string, string?> values) => SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), Home);
}
