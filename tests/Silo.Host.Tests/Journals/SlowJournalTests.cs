using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Npgsql;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Client;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Tasks;
using Silo.Host.Tests.Support;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Journals;

/// <summary>A host whose journal's server answers nothing for a while.</summary>
public sealed class SlowJournalTests(ITestOutputHelper output)
{
    private const int Sessions = 1000;
    private const int CommandsMax = 200;
    private const int PromptBytes = 100_000;
    private const long GrowthMax = 400L * 1024 * 1024;

    [Fact]
    public async Task Journal_ThatStops_RefusesCommandsByNameAndEverythingGoesOnLater()
    {
        using var folder = new TestFolder();
        await using var server = await PostgresServer.StartAsync();
        await using var proxy = new CuttingProxy(server.Port);
        var through = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable };
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings =>
        {
            settings.PostgresConnectionString = through.ConnectionString;
            settings.Runtime.CommandsMax = CommandsMax;
            settings.Runtime.JournalWaitMax = TimeSpan.FromSeconds(1);
        });
        var sessions = new SessionHandle[Sessions];
        await Parallel.ForAsync(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => sessions[i] = await host.Client.CreateAsync("talk"));
        using var impatient = new SiloClient(new SiloClientOptions
        {
            Server = host.Address,
            Time = TimeProvider.System,
            Random = new SecureRandomSource(),
            AttemptsMax = 1,
            RequestTimeout = TimeSpan.FromSeconds(100),
        });

        proxy.Stall();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var prompt = new string('x', PromptBytes);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (codes, refused) = (new ConcurrentDictionary<string, int>(), 0);
        var asked = sessions.Select(session => AskAsync(session.Id)).ToList();
        await enough.Task.Within(60, "the commands that do not fit to be refused");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(growth, long.MinValue, GrowthMax);

        // By and by the host knows why.
        var said = await UntilSlowAsync(impatient, sessions[0].Id).Within(60, "the cause");
        Assert.True(said.Retryable);
        Assert.NotNull(said.RetryAfter);
        Assert.Contains("ended nothing", await JournalReadinessAsync(host.Address), StringComparison.Ordinal);

        proxy.Flow();
        var tasks = await Task.WhenAll(asked).Within(60, "the commands that waited");
        output.WriteLine($"{tasks.Count(t => t is not null)} waited, refused: {string.Join(", ", codes)}; {growth / 1024 / 1024} MiB more");
        Assert.InRange(tasks.Count(t => t is not null), 1, CommandsMax);
        Assert.Empty(codes.Keys.Except(["commands_full", "journal_slow"]));
        foreach (var task in tasks)
            if (task is not null) Assert.Equal(StopReason.EndTurn, (await task.WaitAsync().Within(60, "a turn")).StopReason);
        for (var i = 0; i < Sessions; i++)
            if (tasks[i] is null && i % 50 == 0) Assert.Equal(StopReason.EndTurn, (await (await sessions[i].PromptAsync("again")).WaitAsync().Within(60, "a turn that had been refused")).StopReason);

        async Task<TaskHandle?> AskAsync(SessionId session)
        {
            try
            {
                return await impatient.Session(session).PromptAsync(prompt);
            }
            catch (SiloApiException e)
            {
                codes.AddOrUpdate(e.Code, 1, (_, n) => n + 1);
                if (Interlocked.Increment(ref refused) == Sessions - CommandsMax) enough.TrySetResult();
                return null;
            }
        }
    }

    private static async Task<SiloApiException> UntilSlowAsync(SiloClient client, SessionId session)
    {
        while (true)
        {
            var refused = await Assert.ThrowsAsync<SiloApiException>(() => client.Session(session).PromptAsync("one more"));
            if (refused.Code == "journal_slow") return refused;
            Assert.Equal("commands_full", refused.Code);
        }
    }

    private static async Task<string> JournalReadinessAsync(Uri host)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(host, "/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "journal").GetProperty("detail").GetString()!;
    }
}
