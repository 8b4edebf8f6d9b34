using System.Net;
using System.Net.Sockets;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Journal;
using Silo.Host.Doctor;
using Xunit;

namespace Silo.Host.Tests.Doctor;

public sealed class MachineCheckTests
{
    [Theory]
    [InlineData(49, DoctorStatus.Ok)]
    [InlineData(50, DoctorStatus.Degraded)]
    public async Task DiskSpeed_Median_DecidesTheStatus(int medianMs, DoctorStatus status)
    {
        int[] times = [1, 2, 3, 4, medianMs, 1000, 1000, 1000, 1000];
        var result = Assert.Single(await RunAsync(new DiskSpeedCheck(_ => [.. times.Select(t => TimeSpan.FromMilliseconds(t))])));
        Assert.Equal((status, status == DoctorStatus.Ok), (result.Status, result.Mend is null));
    }

    [Fact]
    public void DiskSpeed_OfThisMachine_IsMeasuredAndLeavesNothing()
    {
        using var folder = new TestFolder();
        Assert.Equal(DiskSpeedCheck.Writes, DiskSpeedCheck.Measure(folder.Path, TimeProvider.System, TestContext.Current.CancellationToken).Count);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(true, DoctorStatus.Ok)]
    [InlineData(false, DoctorStatus.Degraded)]
    [InlineData(null, DoctorStatus.Ok)]
    public async Task Clock_OfTheKernel_IsJudged(bool? isSynchronised, DoctorStatus status)
    {
        var result = Assert.Single(await RunAsync(new ClockCheck(TimeProvider.System, journal: null, () => isSynchronised)));
        Assert.Equal((status, status == DoctorStatus.Degraded), (result.Status, result.Mend is not null));
    }

    [Theory]
    [InlineData(0, DoctorStatus.Ok)]
    [InlineData(-5, DoctorStatus.Degraded)]
    [InlineData(5, DoctorStatus.Degraded)]
    public async Task Clock_ApartFromTheJournals_IsToldWithItsMend(int apartSeconds, DoctorStatus status)
    {
        var results = await RunAsync(new ClockCheck(TimeProvider.System, new Journal(TimeSpan.FromSeconds(apartSeconds)), () => true));
        Assert.Equal(("clock.journal", status), (results[1].Name, results[1].Status));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8600", DoctorStatus.Ok)]
    [InlineData("https://10.0.0.1:8600", DoctorStatus.Ok)]
    [InlineData("http://10.0.0.1:8600", DoctorStatus.Degraded)]
    public async Task Address_ThatOthersReachUnencrypted_IsTold(string address, DoctorStatus status) =>
        Assert.Equal(status, Assert.Single(await RunAsync(new AddressCheck(new Uri(address)))).Status);

    [Fact]
    public async Task Model_KeysAndServers_AreEachToldOnce()
    {
        var agents = new Agents(Agent("a", "anthropic", "KEY_SET"), Agent("b", "anthropic", "KEY_MISSING"), Agent("c", "openai", "KEY_SET"));
        var results = await RunAsync(new ModelCheck(agents, name => name == "KEY_SET" ? "secret" : null, (address, _) => Task.FromResult(address.Host == "api.openai.com" ? "no route" : null)));
        Assert.Equal(
            [("model.key", DoctorStatus.Degraded), ("model.key", DoctorStatus.Ok), ("model.server", DoctorStatus.Ok), ("model.server", DoctorStatus.Degraded)],
            results.Select(r => (r.Name, r.Status)));
        Assert.All(results, r => Assert.Equal(r.Status == DoctorStatus.Ok, r.Mend is null));
        Assert.DoesNotContain(results, r => r.Detail.Contains("secret", StringComparison.Ordinal));
        Assert.Contains("no route", results[3].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_Reach_TakesAnyAnswerAndNamesWhyThereIsNone()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/");
        var answer = Task.Run(async () =>
        {
            using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        });
        Assert.Null(await ModelCheck.ReachAsync(address, TestContext.Current.CancellationToken));
        await answer;
        server.Stop();
        Assert.Contains("refused", await ModelCheck.ReachAsync(address, TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    private static Task<IReadOnlyList<DoctorResult>> RunAsync(IDoctorCheck check) => check.RunAsync(TestContext.Current.CancellationToken);

    private static AgentDefinition Agent(string name, string provider, string key) =>
        new() { Name = name, Version = "1", Driver = "model", Model = new ModelSettings { Provider = provider, Name = "m", ApiKeyVariable = key } };

    private sealed class Agents(params AgentDefinition[] all) : IAgentCatalog
    {
        public IReadOnlyList<AgentDefinition> List() => all;

        public AgentDefinition? Find(string name) => Array.Find(all, a => a.Name == name);
    }

    private sealed class Journal(TimeSpan apart) : IJournalClock
    {
        public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(TimeProvider.System.GetUtcNow() + apart);
    }
}
