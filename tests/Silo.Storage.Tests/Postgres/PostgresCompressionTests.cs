using System.Globalization;
using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What a large event takes on the server's disk.</summary>
public sealed class PostgresCompressionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Append_LargeRepetitiveEvent_TakesFarLessOnDiskAndComesBackByteForByte()
    {
        var schema = postgres.NewSchema();
        await using var journal = await PostgresJournal.OpenAsync(postgres.Options(schema), TimeProvider.System, CancellationToken.None);
        var session = new TestSession(journal, new SessionKey(TenantId.Default, new TestIds().Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        var said = string.Concat(Enumerable.Range(0, 4096).Select(i => $"line {i % 100}: the quick brown fox jumps, again and again.\\n"));
        var large = new StoredEvent(2, "test.happened", Encoding.UTF8.GetBytes($$"""{"text":"{{said[..(200 * 1024)]}}"}"""));

        await session.AppendAsync(session.Commit() with { Events = [large] });

        var onDisk = await NumberAsync($"SELECT pg_column_size(utf8) FROM {schema}.event WHERE sequence = 2");
        Assert.InRange(onDisk, 1, large.Utf8.Length / 10);
        Assert.Equal("lz4", await postgres.RunAsync($"SELECT pg_column_compression(utf8) FROM {schema}.event WHERE sequence = 2"));
        var read = await journal.ReadAsync(session.Key, 1, 10, default);
        Assert.True(large.Utf8.Span.SequenceEqual(read!.Events.Single().Utf8.Span));
    }

    [Fact]
    public async Task Open_SchemaOfTheVersionBefore_IsBroughtUpToDateAndItsSessionsStay()
    {
        var schema = postgres.NewSchema();
        var key = new SessionKey(TenantId.Default, new TestIds().Session());
        await using (var older = await PostgresJournal.OpenAsync(postgres.Options(schema), TimeProvider.System, CancellationToken.None))
        {
            // Undone by hand: what the step adds.
            await postgres.RunAsync($"""
                DROP INDEX {schema}.session_expiry, {schema}.idempotency_session;
                ALTER TABLE {schema}.event ALTER COLUMN utf8 SET COMPRESSION pglz; ALTER TABLE {schema}.event_3 ALTER COLUMN utf8 SET COMPRESSION pglz;
                UPDATE {schema}.schema_version SET version = 2;
                ALTER TABLE {schema}.session DROP COLUMN retention
                """);
            await postgres.RunAsync($"""
                INSERT INTO {schema}.session (tenant, id, epoch, head, agent, agent_version, status, created_at, updated_at)
                VALUES ('default', '{key.Session}', 0, 1, 'demo', '1', 0, 0, 0)
                """);
        }

        await using var journal = await PostgresJournal.OpenAsync(postgres.Options(schema), TimeProvider.System, CancellationToken.None);

        var row = await journal.FindAsync(key, default);
        Assert.Null(row!.Retention);
        Assert.Empty(await journal.ListExpiredAsync("node-a", 10, default));
        Assert.Equal(16L, await NumberAsync($"SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r' AND a.attname = 'utf8' AND a.attcompression = 'l'"));
    }

    [Fact]
    public async Task Now_IsTheServers()
    {
        await using var journal = await PostgresJournal.OpenAsync(postgres.Options(postgres.NewSchema()), new SettableTime(TestIds.Epoch), CancellationToken.None);

        var before = (DateTime)(await postgres.RunAsync("SELECT clock_timestamp()"))!;
        var now = await journal.NowAsync(default);
        var after = (DateTime)(await postgres.RunAsync("SELECT clock_timestamp()"))!;

        Assert.InRange(now.UtcDateTime, before, after.AddMilliseconds(1));
    }

    private async Task<long> NumberAsync(string sql) => Convert.ToInt64(await postgres.RunAsync(sql), CultureInfo.InvariantCulture);
}
