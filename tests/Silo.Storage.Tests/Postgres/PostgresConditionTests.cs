using System.Security.Cryptography;
using Npgsql;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What servers meet in their lives. Nothing that was told as written is lost, nothing is there twice, and the journal goes on by itself.</summary>
public sealed class PostgresConditionTests
{
    private const int Texts = 12;
    private readonly TestIds _ids = new();

    [Fact]
    public async Task Append_DiskIsFull_IsFullByNameAndGoesOnOnceThereIsRoom()
    {
        await using var server = await PostgresServer.StartAsync(smallDiskBytes: 24 * 1024 * 1024);
        await RunAsync(server, $"CREATE TABLESPACE small LOCATION '{server.SmallDisk}'");
        await RunAsync(server, "ALTER ROLE silo SET default_tablespace = small");
        await RunAsync(server, "CREATE TABLE room AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 10000)");
        await using var journal = await OpenAsync(server.ConnectionString);
        var session = await NewSessionAsync(journal);
        var told = new List<string>();
        JournalException? full = null;
        while (full is null)
        {
            // Of random letters, which no compression makes small.
            var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(64 * 1024));
            full = await Record.ExceptionAsync(() => session.AppendAsync(text: text)) as JournalException;
            if (full is null) told.Add(text);
        }

        Assert.IsType<JournalFullException>(full);
        await CheckAsync(journal, session, told);
        // Reading goes on meanwhile; another write is refused likewise, and the session's row is as it was.
        Assert.IsType<JournalFullException>(await Record.ExceptionAsync(() => session.AppendAsync(text: Convert.ToHexString(RandomNumberGenerator.GetBytes(64 * 1024)))));

        await RunAsync(server, "DROP TABLE room");
        await session.AppendAsync(text: "there is room");
        await CheckAsync(journal, session, [.. told, "there is room"]);
    }

    [Fact]
    public async Task Append_ServerStoppedInGoodOrderAndStartedAgain_GoesOn()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await OpenAsync(server.ConnectionString);
        var session = await NewSessionAsync(journal);
        var told = await WriteAsync(session, async written =>
        {
            if (written != 4) return;
            await server.StopAsync();
            await server.RestartAsync();
        });
        await CheckAsync(journal, session, told);
    }

    [Fact]
    public async Task Append_DeadlockWithAnotherClient_IsMadeAgainAndWrittenOnce()
    {
        await using var server = await PostgresServer.StartAsync("deadlock_timeout = 3s");
        await using var journal = await OpenAsync(server.ConnectionString);
        var (busy, first, second) = (await NewSessionAsync(journal), await NewSessionAsync(journal), await NewSessionAsync(journal));
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using var other = await source.OpenConnectionAsync();
        // The journal's side is the one that notices, and so the victim.
        await RunAsync(other, "SET deadlock_timeout = '10min'");
        await using var blocking = await holder.BeginTransactionAsync();
        await RunAsync(holder, Lock(busy));
        var before = busy.AppendAsync();
        await UntilWaitingAsync(server, 1);
        // Both wait behind it, and go together, the first one's row first.
        var both = new[] { first.AppendAsync(text: "a"), second.AppendAsync(text: "b") };
        await using var crossing = await other.BeginTransactionAsync();
        await RunAsync(other, Lock(second));
        await blocking.RollbackAsync();
        await before;
        await UntilWaitingAsync(server, 1);
        var circle = RunAsync(other, Lock(first));
        await circle;
        await crossing.RollbackAsync();
        await Task.WhenAll(both);

        await CheckAsync(journal, first, ["a"]);
        await CheckAsync(journal, second, ["b"]);
        // More than one, when what is made again has the first row before the other client wakes up for it.
        Assert.NotEqual("0", await RunAsync(server, "SELECT deadlocks::text FROM pg_stat_database WHERE datname = 'postgres'"));
    }

    [Fact]
    public async Task Append_StandbyTakesOver_GoesOnThereAndHasEverything()
    {
        await using var primary = await PostgresServer.StartAsync("synchronous_standby_names = '*'\nsynchronous_commit = local");
        await using var standby = await PostgresServer.StandbyAsync(primary);
        var either = new NpgsqlConnectionStringBuilder(primary.ConnectionString) { Host = $"127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}", TargetSessionAttributes = "primary" };
        await using var journal = await OpenAsync(either.ConnectionString);
        var session = await NewSessionAsync(journal);
        var told = await WriteAsync(session, async written =>
        {
            if (written != 4) return;
            await primary.KillAsync();
            await standby.PromoteAsync();
        });
        await CheckAsync(journal, session, told);
    }

    [Fact]
    public async Task Write_OfEveryKindInOneRoundTrip_HasItsOwnAnswer()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await OpenAsync(server.ConnectionString);
        var (busy, other) = (await NewSessionAsync(journal), await NewSessionAsync(journal));
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using var blocking = await holder.BeginTransactionAsync();
        await RunAsync(holder, Lock(busy));
        var before = busy.AppendAsync();
        await UntilWaitingAsync(server, 1);

        // All of these wait behind it, and go together.
        var at = TestIds.Epoch;
        var (key, entry) = (KeyId.Create(at, new byte[10]), AuditId.Create(at, new byte[10]));
        var made = new SessionKey(TenantId.Default, _ids.Session());
        var writes = new List<Task>
        {
            journal.Access.AddAsync(new ApiKey { Id = key, Tenant = TenantId.Default, Role = default, Name = "a key", SecretSha256 = new string('0', 64), CreatedAt = at, CreatedBy = "tests" }, default),
            journal.Access.BeginAsync(new AuditEntry { Id = entry, Tenant = TenantId.Default, At = at, Caller = "c", CallerName = "n", Operation = "o", Request = "r" }, default),
            journal.Access.EndAsync([new AuditEnd(entry, "done", Target: null, at)], default),
            journal.Access.TouchAsync([new KeyUse(key, at)], default),
        };
        var fenced = journal.FenceAsync(other.Key, new Owner("node-b", "start-2", Address: null), default);
        var created = journal.CreateAsync(TestSession.Row(made), TestSession.Event(1), key: null, default);
        var swept = journal.SweepKeysAsync(at, 10, default);
        await blocking.RollbackAsync();
        await before;
        await Task.WhenAll(writes);

        Assert.Equal(other.Key, Assert.IsType<FenceResult.Taken>(await fenced).Row.Key);
        Assert.IsType<CreateResult.Created>(await created);
        Assert.Equal(0, await swept);
        Assert.Equal(made, (await journal.FindAsync(made, default))!.Key);
    }

    private static string Lock(TestSession session) => $"SELECT 1 FROM silo.session WHERE id = '{session.Key.Session}' FOR UPDATE";

    private static async Task UntilWaitingAsync(PostgresServer server, int count)
    {
        while (await RunAsync(server, "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock'") is not string waiting || waiting != $"{count}") await Task.Yield();
    }

    /// <summary>Appends until all texts are told as written, as an actor would: after an unknown outcome it fences, reads what is true, and goes on.</summary>
    private static async Task<List<string>> WriteAsync(TestSession session, Func<int, Task> before)
    {
        var (told, last) = (new List<string>(), -1);
        while (told.Count < Texts)
        {
            if (last != told.Count) await before(last = told.Count);
            try
            {
                await session.AppendAsync(text: $"text {told.Count}");
                told.Add($"text {told.Count}");
            }
            catch (JournalException)
            {
                while (await Record.ExceptionAsync(() => session.FenceAsync()) is JournalException) await Task.Yield();
                if (session.Head > told.Count + 1) told.Add($"text {told.Count}");
            }
        }

        return told;
    }

    private static async Task CheckAsync(PostgresJournal journal, TestSession session, List<string> told)
    {
        var events = new List<byte[]>();
        while (events.Count == 0 || (await journal.ReadAsync(session.Key, events.Count, 1, default))!.Events.Count > 0)
            events.AddRange((await journal.ReadAsync(session.Key, events.Count, 1024, default))!.Events.Select(e => e.Utf8.ToArray()));
        Assert.Equal(told.Select((text, i) => Convert.ToHexString(SHA256.HashData(TestSession.Event(i + 2, text).Utf8.Span))), events.Skip(1).Select(e => Convert.ToHexString(SHA256.HashData(e))));
    }

    private static Task<PostgresJournal> OpenAsync(string connection) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = connection }, TimeProvider.System, CancellationToken.None);

    private static async Task<object?> RunAsync(PostgresServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<TestSession> NewSessionAsync(PostgresJournal journal)
    {
        var session = new TestSession(journal, new SessionKey(TenantId.Default, _ids.Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
