using Npgsql;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What the journal makes of servers, schemas and rows that are not as they should be.</summary>
public sealed class PostgresServerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly string _schema = postgres.NewSchema();
    private readonly TestIds _ids = new();

    [Fact]
    public async Task Open_NewerSchema_IsRefusedAndLeftAlone()
    {
        await using (await OpenAsync())
        {
        }

        await postgres.RunAsync($"UPDATE {_schema}.schema_version SET version = 99");
        var refused = await Assert.ThrowsAsync<JournalSchemaException>(OpenAsync);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Assert.Equal(99, await postgres.RunAsync($"SELECT version FROM {_schema}.schema_version"));
    }

    [Fact]
    public async Task Open_SchemaOfSomebodyElse_IsRefusedAndLeftAlone()
    {
        await postgres.RunAsync($"CREATE SCHEMA {_schema}; CREATE TABLE {_schema}.session (mine text)");
        await Assert.ThrowsAsync<JournalSchemaException>(OpenAsync);
        Assert.Equal(1L, await postgres.RunAsync($"SELECT count(*) FROM pg_tables WHERE schemaname = '{_schema}'"));
    }

    [Fact]
    public async Task Open_ManyAtOnce_MakeTheSchemaOnce()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()));
        foreach (var journal in journals) await journal.DisposeAsync();
        Assert.Equal(1L, await postgres.RunAsync($"SELECT count(*) FROM {_schema}.schema_version"));
    }

    [Fact]
    public async Task Open_RoleThatMayNotChangeTheSchema_WorksOnceItIsThere()
    {
        await using (await OpenAsync())
        {
        }

        var role = "role_" + _schema;
        await postgres.RunAsync(
            $"CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA {_schema} TO {role}; " +
            $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_schema} TO {role}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {_schema} TO {role}");
        var least = new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Username = role, Password = "x" };
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { Sender = "tests", ConnectionString = least.ConnectionString, Schema = _schema }, TimeProvider.System, CancellationToken.None);

        var session = await NewSessionAsync(journal);
        await session.AppendAsync();
        Assert.IsType<AppendResult.Appended>(await journal.DeleteAsync(session.Key, session.Epoch, default));
    }

    [Fact]
    public async Task Open_NoServer_IsUnreachableAndTellsNoPassword()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Port = 1, Password = "very-secret" };
        var refused = await Assert.ThrowsAsync<JournalUnreachableException>(() =>
            PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = nowhere.ConnectionString }, TimeProvider.System, CancellationToken.None));
        Assert.DoesNotContain("very-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ServerThatDoesNotSync_IsRefused()
    {
        await using var server = await PostgresServer.StartAsync("fsync = off");
        var refused = await Assert.ThrowsAsync<JournalException>(() =>
            PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = server.ConnectionString }, TimeProvider.System, CancellationToken.None));
        Assert.Contains("fsync", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_RoleWithAsynchronousCommit_IsSynchronousAllTheSame()
    {
        var role = "async_" + _schema;
        await postgres.RunAsync($"CREATE ROLE {role} SUPERUSER LOGIN PASSWORD 'x'; ALTER ROLE {role} SET synchronous_commit = off");
        var text = new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Username = role, Password = "x" };
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = text.ConnectionString, Schema = _schema }, TimeProvider.System, CancellationToken.None);
        // What the journal's own connections have is told by a table of ours whose default asks for it.
        await postgres.RunAsync($"ALTER TABLE {_schema}.session ADD COLUMN test_sync text DEFAULT current_setting('synchronous_commit')");

        await NewSessionAsync(journal);

        Assert.Equal("on", await postgres.RunAsync($"SELECT test_sync FROM {_schema}.session"));
    }

    [Fact]
    public async Task Read_DamagedEvent_IsFoundByItsChecksum()
    {
        await using var journal = await OpenAsync();
        var session = await NewSessionAsync(journal);
        await session.AppendAsync();
        await postgres.RunAsync($"UPDATE {_schema}.event SET utf8 = set_byte(utf8, 3, 65) WHERE sequence = 2");
        await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(session.Key, 0, 10, default));
    }

    [Fact]
    public async Task Read_MissingEvent_IsFound()
    {
        await using var journal = await OpenAsync();
        var session = await NewSessionAsync(journal);
        await session.AppendAsync(events: 3);
        await postgres.RunAsync($"DELETE FROM {_schema}.event WHERE sequence = 3");
        await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(session.Key, 0, 10, default));
        await postgres.RunAsync($"DELETE FROM {_schema}.event WHERE sequence > 1");
        await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(session.Key, 1, 10, default));
    }

    [Fact]
    public async Task Append_RowHeldTooLongByAnother_IsBusyAndWritesNothing()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { Sender = "tests", ConnectionString = postgres.Server.ConnectionString, Schema = _schema, StatementTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System, CancellationToken.None);
        var session = await NewSessionAsync(journal);
        await using var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"SELECT 1 FROM {_schema}.session FOR UPDATE", holder)) await hold.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<JournalBusyException>(() => session.AppendAsync());

        await transaction.RollbackAsync();
        await session.AppendAsync();
        Assert.Equal(2, (await journal.ReadAsync(session.Key, 0, 10, default))!.Head);
    }

    [Fact]
    public async Task Append_BadOneAmongMany_FailsAlone()
    {
        await using var journal = await OpenAsync();
        var sessions = new List<TestSession>();
        for (var i = 0; i < 8; i++) sessions.Add(await NewSessionAsync(journal));
        var bad = sessions[3];
        await postgres.RunAsync($"ALTER TABLE {_schema}.event ADD CONSTRAINT planted CHECK (position('planted' in encode(utf8, 'escape')) = 0)");

        var results = await Task.WhenAll(sessions.Select(async session =>
        {
            try
            {
                await session.AppendAsync(text: session == bad ? "planted" : "fine");
                return true;
            }
            catch (JournalException)
            {
                return false;
            }
        }));

        Assert.Equal(sessions.Select(session => session != bad), results);
    }

    [Fact]
    public async Task Write_WithoutAFreeConnection_IsBusyAndGoesOnLater()
    {
        await using var server = await PostgresServer.StartAsync("max_connections = 4\nsuperuser_reserved_connections = 0");
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = server.ConnectionString, ReadersMax = 1 }, TimeProvider.System, CancellationToken.None);
        var session = await NewSessionAsync(journal);
        await server.KillAsync();
        await server.RestartAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var held = new List<NpgsqlConnection>();
        for (var i = 0; i < 4; i++) held.Add(await source.OpenConnectionAsync());

        // The first call finds its connection gone, the second none to be had.
        await Assert.ThrowsAnyAsync<JournalException>(() => session.AppendAsync());
        await Assert.ThrowsAsync<JournalBusyException>(() => session.FenceAsync());

        foreach (var connection in held) await connection.DisposeAsync();
        source.Clear();
        // The server takes a moment to notice.
        while (await Record.ExceptionAsync(() => session.FenceAsync()) is JournalBusyException)
        {
        }

        await session.AppendAsync();
    }

    [Fact]
    public async Task Fence_WhileEveryReaderWaits_IsTaken()
    {
        await using var journal = await OpenAsync();
        var (read, other) = (await NewSessionAsync(journal), await NewSessionAsync(journal));
        await using var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {_schema}.event IN ACCESS EXCLUSIVE MODE", holder)) await hold.ExecuteNonQueryAsync();
        var reading = Enumerable.Range(0, 100).Select(_ => journal.ReadAsync(read.Key, 0, 10, default)).ToList();
        while (await postgres.RunAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{_schema}.event%'") is not 4L)
        {
            // Until each of the fixture's four readers waits.
        }

        Assert.Equal(2, (await other.FenceAsync()).Epoch);

        Assert.DoesNotContain(reading, task => task.IsCompleted);
        await transaction.RollbackAsync();
        foreach (var page in await Task.WhenAll(reading)) Assert.Equal(1, page!.Head);
    }

    [Fact]
    public async Task Keys_WhileManyListsOfATenantWait_AreFoundInTurn()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { Sender = "tests", ConnectionString = postgres.Server.ConnectionString, Schema = _schema, ReadersMax = 1 }, TimeProvider.System, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString);
        var first = await LockAsync();
        var lists = Enumerable.Range(0, 50).Select(_ => journal.Access.ListAsync(new AuditQuery { Tenant = TenantId.Default }, default)).ToList();
        await WaitersAsync(1);
        var keys = journal.Access.FindAllAsync([KeyId.Parse("key_00000000000000000000000000")], default);

        // The first list runs, then the tenant's turn comes, then the host's: one more list would wait for the last lock.
        var second = LockAsync();
        await WaitersAsync(2);
        await first.DisposeAsync();
        await second;
        await WaitersAsync(1);
        var third = LockAsync();
        await WaitersAsync(2);
        await (await second).DisposeAsync();

        Assert.Empty(await keys.WaitAsync(TimeSpan.FromSeconds(20)));
        await (await third).DisposeAsync();
        foreach (var list in await Task.WhenAll(lists)) Assert.Empty(list);

        async Task<NpgsqlConnection> LockAsync()
        {
            var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {_schema}.audit IN ACCESS EXCLUSIVE MODE", connection);
            await command.ExecuteNonQueryAsync();
            return connection;
        }

        async Task WaitersAsync(long count)
        {
            while (await postgres.RunAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{_schema}.audit%'") is not long waiters || waiters != count)
            {
                // Until so many wait.
            }
        }
    }

    [Fact]
    public async Task Read_ConnectionThatBrokeWhileNobodyUsedIt_IsMadeAgain()
    {
        await using var journal = await OpenAsync();
        var session = await NewSessionAsync(journal);
        Assert.NotNull(await journal.FindAsync(session.Key, default));
        Assert.NotEqual(0L, await postgres.RunAsync(
            $"SELECT count(pg_terminate_backend(pid, 30000)) FROM pg_stat_activity WHERE application_name = 'silo' AND query LIKE '%{_schema}.session s WHERE s.tenant%'"));
        Assert.NotNull(await journal.FindAsync(session.Key, default));
    }

    private Task<PostgresJournal> OpenAsync() => PostgresJournal.OpenAsync(postgres.Options(_schema), TimeProvider.System, CancellationToken.None);

    private async Task<TestSession> NewSessionAsync(PostgresJournal journal)
    {
        var session = new TestSession(journal, new SessionKey(TenantId.Default, _ids.Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
