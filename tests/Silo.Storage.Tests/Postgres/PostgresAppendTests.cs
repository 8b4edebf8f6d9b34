using System.Globalization;
using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What one statement for many commits makes of rows that others hold, that many others surround, and that it refuses.</summary>
public sealed class PostgresAppendTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly string _schema = postgres.NewSchema();
    private readonly TestIds _ids = new();

    [Fact]
    public async Task Append_RowFencedByAnotherHostWhileItWaits_IsFencedAlone()
    {
        await using var journal = await OpenAsync(postgres.Server.ConnectionString);
        TestSession[] sessions = [await NewSessionAsync(journal), await NewSessionAsync(journal), await NewSessionAsync(journal)];
        await using var source = NpgsqlDataSource.Create(postgres.Server.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand($"UPDATE {_schema}.session SET epoch = epoch + 1, owner_node = 'node-b' WHERE id = '{sessions[1].Key.Session}'", holder))
            await fence.ExecuteNonQueryAsync();

        var appending = Task.WhenAll(sessions.Select(s => journal.AppendAsync(s.Commit(), default)));
        while (await postgres.RunAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{_schema}.session%'") is 0L)
        {
            // Until the server says that the statement waits for the row.
        }

        await transaction.CommitAsync();
        var results = await appending;

        Assert.IsType<AppendResult.Appended>(results[0]);
        Assert.Equal("node-b", Assert.IsType<AppendResult.Fenced>(results[1]).By?.Node);
        Assert.IsType<AppendResult.Appended>(results[2]);
        Assert.Equal(1, (await journal.ReadAsync(sessions[1].Key, 0, 10, default))!.Head);
    }

    [Fact]
    public async Task Append_RefusalThatCannotBeExplained_IsUnknownAndItsNeighbourIsTold()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        var through = new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable };
        await using var journal = await OpenAsync(through.ConnectionString);
        var (stale, fine) = (await NewSessionAsync(journal), await NewSessionAsync(journal));
        var old = stale.Commit();
        await stale.FenceAsync();

        // The first message is their transaction, or that of the stale one; the next asks why it was refused.
        proxy.CutAt(1, CutPoint.Before);
        var refused = journal.AppendAsync(old, default);
        await fine.AppendAsync(text: "told");

        await Assert.ThrowsAsync<JournalUnreachableException>(() => refused);
        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(2, (await journal.ReadAsync(fine.Key, 0, 10, default))!.Head);
        Assert.Equal(1, (await journal.ReadAsync(stale.Key, 0, 10, default))!.Head);
    }

    /// <summary>Alone, a commit is sent by its caller; together, by the writer's thread: here it changes hands all the time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task Append_AloneAndTogetherInTurns_ForgetsNobody(int writers)
    {
        await using var journal = await OpenAsync(postgres.Server.ConnectionString);
        var sessions = new List<TestSession>();
        for (var i = 0; i < writers; i++) sessions.Add(await NewSessionAsync(journal));

        await Task.WhenAll(sessions.Select(session => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await session.AppendAsync(events: (i % 6) + 1);
        }))).WaitAsync(TimeSpan.FromSeconds(120));

        foreach (var session in sessions) Assert.Equal(session.Head, (await journal.ReadAsync(session.Key, 0, 1, default))!.Head);
    }

    [Fact]
    public async Task Append_CallerThatBlocksWhenItIsTold_HoldsUpNoOther()
    {
        await using var journal = await OpenAsync(postgres.Server.ConnectionString);
        var (blocking, other) = (await NewSessionAsync(journal), await NewSessionAsync(journal));
        using var over = new ManualResetEventSlim();
        var blocked = blocking.AppendAsync().ContinueWith(_ => over.Wait(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            for (var i = 0; i < 3; i++) await other.AppendAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            over.Set();
            await blocked;
        }
    }

    [Fact]
    public async Task Append_AmongManyRows_ReadsItsOwnAlone()
    {
        const int Neighbours = 400;
        const int Commits = 100;
        await using (var journal = await OpenAsync(postgres.Server.ConnectionString))
        {
            await Task.WhenAll(Enumerable.Range(0, Neighbours).Select(async i =>
            {
                var neighbour = await NewSessionAsync(journal);
                await neighbour.AppendAsync(Prompt(neighbour, i));
            }));
        }

        await CountedAsync(Neighbours);
        await postgres.RunAsync("SELECT pg_stat_reset()");
        await using (var journal = await OpenAsync(postgres.Server.ConnectionString))
        {
            var session = await NewSessionAsync(journal);
            for (var i = 0; i < Commits; i++) await session.AppendAsync(Prompt(session, Neighbours + i));
        }

        await CountedAsync(Commits);
        // Its row, and what a unique index looks at before it takes another.
        foreach (var table in (string[])["session", "ticket", "idempotency"])
            Assert.InRange(await CountAsync("seq_tup_read + coalesce(idx_tup_fetch, 0)", table), 0, 4 * Commits);
    }

    // A process of the server tells its counts at its end at the latest.
    private async Task CountedAsync(int keys)
    {
        while (await CountAsync("n_tup_ins", "idempotency") < keys)
        {
        }
    }

    private async Task<long> CountAsync(string what, string table) => Convert.ToInt64(
        await postgres.RunAsync($"SELECT {what} FROM pg_stat_user_tables WHERE schemaname = '{_schema}' AND relname = '{table}'"), CultureInfo.InvariantCulture);

    private Commit Prompt(TestSession session, int number) => session.Commit() with
    {
        Tickets = [new TurnTicket { Key = session.Key, Turn = NextTurn(), State = TurnState.Queued, QueuedAt = TestIds.Epoch, QueuedSequence = session.Head + 1 }],
        Keys = [new IdempotencyKey("route", $"key {number}", "hash", "result", DateTimeOffset.MaxValue)],
    };

    // Sessions are made many at once.
    private SessionKey NextKey()
    {
        lock (_ids) return new SessionKey(TenantId.Default, _ids.Session());
    }

    private TurnId NextTurn()
    {
        lock (_ids) return _ids.Turn();
    }

    private Task<PostgresJournal> OpenAsync(string connectionString) => PostgresJournal.OpenAsync(
        new PostgresJournalOptions { Sender = _schema, ConnectionString = connectionString, Schema = _schema }, TimeProvider.System, CancellationToken.None);

    private async Task<TestSession> NewSessionAsync(PostgresJournal journal)
    {
        var session = new TestSession(journal, NextKey());
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
