using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What was told as written is there, and nothing is there twice, wherever the connection or the server dies.</summary>
public sealed class PostgresCutTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Commits = 8;
    private readonly TestIds _ids = new();

    [Theory]
    [InlineData(CutPoint.Before)]
    [InlineData(CutPoint.After)]
    public async Task Append_ConnectionCutAtEveryCommit_LosesNothingToldAndDoublesNothing(CutPoint point)
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        var through = new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable };
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { Sender = "tests", ConnectionString = through.ConnectionString, Schema = postgres.NewSchema() }, TimeProvider.System, CancellationToken.None);

        for (var cut = 0; cut < Commits; cut++)
        {
            var before = proxy.Cuts;
            var session = await NewSessionAsync(journal);
            proxy.CutAt(cut, point);
            var told = await AppendAllAsync(session, () => Task.CompletedTask);
            Assert.Equal(before + 1, proxy.Cuts);
            Assert.Equal(1, told.Unknown);
            await CheckAsync(journal, session, told.Texts);
        }
    }

    [Fact]
    public async Task Append_ServerKilledAtEverySecondCommit_LosesNothingToldAndDoublesNothing()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = server.ConnectionString }, TimeProvider.System, CancellationToken.None);
        for (var cut = 0; cut < Commits; cut += 2)
        {
            var session = await NewSessionAsync(journal);
            var until = cut;
            var told = await AppendAllAsync(session, async () =>
            {
                if (until-- != 0) return;
                await server.KillAsync();
                await server.RestartAsync();
            });
            Assert.True(told.Unknown >= 1, "the server was killed, and nobody noticed");
            await CheckAsync(journal, session, told.Texts);
        }
    }

    [Fact]
    public async Task Append_ServerKilledUnderLoad_LosesNothingToldAndDoublesNothing()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = server.ConnectionString }, TimeProvider.System, CancellationToken.None);
        var sessions = new List<TestSession>();
        for (var i = 0; i < 20; i++) sessions.Add(await NewSessionAsync(journal));
        var appended = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var running = sessions.Select(session => AppendAllAsync(session, () =>
        {
            if (Interlocked.Increment(ref appended) == 60) enough.TrySetResult();
            return Task.CompletedTask;
        })).ToList();
        await enough.Task;
        await server.KillAsync();
        await server.RestartAsync();
        var told = await Task.WhenAll(running);

        for (var i = 0; i < sessions.Count; i++) await CheckAsync(journal, sessions[i], told[i].Texts);
    }

    /// <summary>Appends until all texts are told as written, as an actor would: after an unknown outcome it fences, reads what is true, and goes on.</summary>
    private static async Task<(List<string> Texts, int Unknown)> AppendAllAsync(TestSession session, Func<Task> before)
    {
        var (texts, unknown) = (new List<string>(), 0);
        while (texts.Count < Commits)
        {
            await before();
            try
            {
                await session.AppendAsync(text: $"text {texts.Count}");
                texts.Add($"text {texts.Count}");
            }
            catch (JournalException)
            {
                unknown++;
                await FenceAgainAsync(session);
                if (session.Head > texts.Count + 1) texts.Add($"text {texts.Count}");
            }
        }

        return (texts, unknown);
    }

    private static async Task FenceAgainAsync(TestSession session)
    {
        while (true)
        {
            try
            {
                await session.FenceAsync();
                return;
            }
            catch (JournalException)
            {
                // The server is not back yet.
                await Task.Yield();
            }
        }
    }

    private static async Task CheckAsync(PostgresJournal journal, TestSession session, List<string> told)
    {
        var page = (await journal.ReadAsync(session.Key, 0, 1024, default))!;
        Assert.Equal(Enumerable.Range(1, told.Count + 1).Select(i => (long)i), page.Events.Select(e => e.Sequence));
        Assert.Equal(told.Select((text, i) => TestSession.Event(i + 2, text).Utf8.ToArray()), page.Events.Skip(1).Select(e => e.Utf8.ToArray()));
    }

    private async Task<TestSession> NewSessionAsync(PostgresJournal journal)
    {
        var session = new TestSession(journal, new SessionKey(TenantId.Default, _ids.Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
