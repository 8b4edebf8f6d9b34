using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Load.LargeJournal;

/// <summary>Fills a journal on PostgreSQL with sessions by COPY: the rows that the journal would have written one by one, checksums included.</summary>
/// <remarks>Sessions are a millisecond apart and idle; each has events of about 200 bytes, and a turn that ended for every twenty of them.</remarks>
internal sealed class JournalFiller(string connectionString, string schema, Action<string> progress)
{
    internal const int EventsPerTurn = 20;
    private const int ReportEvery = 1_000_000;
    private const short Ended = 2;
    private static readonly TimeSpan StepMax = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The n-th session's key, counted from 1.</summary>
    internal static SessionKey Key(int number) => new(TenantId.Default, SessionId.Create(First + TimeSpan.FromMilliseconds(number), Bytes(number)));

    /// <summary>Writes the sessions, and brings the planner's statistics up to date, as the server would by and by.</summary>
    internal async Task FillAsync(int sessions, int eventsEach, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await SessionsAsync(connection, sessions, eventsEach, cancellationToken);
        await EventsAsync(connection, sessions, eventsEach, cancellationToken);
        await TicketsAsync(connection, sessions, eventsEach, cancellationToken);
        progress("statistics");
        foreach (var table in (string[])["session", "event", "ticket"])
        {
            await using var vacuum = new NpgsqlCommand($"VACUUM (ANALYZE) {schema}.{table}", connection) { CommandTimeout = 0 };
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }

        // COPY goes past the server's cache; the journal's own writes go through it.
        await using var warm = new NpgsqlCommand(
            "CREATE EXTENSION IF NOT EXISTS pg_prewarm; SELECT sum(pg_prewarm(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " +
            $"WHERE n.nspname = '{schema}' AND c.relkind IN ('r', 'i')", connection)
        { CommandTimeout = 0 };
        await warm.ExecuteNonQueryAsync(cancellationToken);
        progress("in the cache");
    }

    private async Task SessionsAsync(NpgsqlConnection connection, int sessions, int eventsEach, CancellationToken cancellationToken)
    {
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"COPY {schema}.session (number, tenant, id, epoch, head, deleted, agent, agent_version, status, created_at, updated_at, owner_node) FROM STDIN BINARY", cancellationToken))
        {
            copy.Timeout = StepMax;
            for (var number = 1; number <= sessions; number++)
            {
                var (key, at) = (Key(number), (First + TimeSpan.FromMilliseconds(number)).UtcTicks);
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync((long)number, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(key.Tenant.Value, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(key.Session.Value, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync((long)eventsEach, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(number % 10 == 0 ? "reviewer" : "coder", NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync("1", NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(at, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(at, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync($"node-{number % 4}", NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand($"SELECT setval(pg_get_serial_sequence('{schema}.session', 'number'), {sessions})", connection);
        await command.ExecuteScalarAsync(cancellationToken);
        progress($"{sessions} sessions");
    }

    private async Task EventsAsync(NpgsqlConnection connection, int sessions, int eventsEach, CancellationToken cancellationToken)
    {
        var seeds = Enumerable.Range(1, sessions).Select(n => EventChecksum.Seed(Key(n))).ToArray();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {schema}.event (session, sequence, kind, checksum, utf8) FROM STDIN BINARY", cancellationToken);
        copy.Timeout = StepMax;
        var written = 0L;
        // A tenth of the sessions at a time, turn about, as they would have been written: no session's events lie side by side.
        var together = Math.Max(1, sessions / 10);
        for (var from = 0; from < sessions; from += together)
            for (var sequence = 1; sequence <= eventsEach; sequence++)
                for (var number = from + 1; number <= Math.Min(from + together, sessions); number++)
                {
                    var kind = sequence == 1 ? "session.created" : sequence % 2 == 0 ? "message.completed" : "tool_result.completed";
                    var utf8 = Encoding.UTF8.GetBytes(string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"v":1,"kind":"{{kind}}","sequence":{{sequence}},"session":"{{number}}","time":"2026-01-01T00:00:00.000Z","data":{"text":"{{number * 7919L}} {{sequence * 104729L}} a hundred characters of talk about nothing in particular, as agents write them all day long"} }"""));
                    await copy.StartRowAsync(cancellationToken);
                    await copy.WriteAsync((long)number, NpgsqlDbType.Bigint, cancellationToken);
                    await copy.WriteAsync((long)sequence, NpgsqlDbType.Bigint, cancellationToken);
                    await copy.WriteAsync(kind, NpgsqlDbType.Text, cancellationToken);
                    await copy.WriteAsync((long)EventChecksum.Compute(seeds[number - 1], sequence, kind, utf8), NpgsqlDbType.Bigint, cancellationToken);
                    await copy.WriteAsync(utf8, NpgsqlDbType.Bytea, cancellationToken);
                    if (++written % ReportEvery == 0) progress($"{written / ReportEvery} million events");
                }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task TicketsAsync(NpgsqlConnection connection, int sessions, int eventsEach, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY {schema}.ticket (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason) FROM STDIN BINARY", cancellationToken);
        copy.Timeout = StepMax;
        var turns = Math.Max(1, eventsEach / EventsPerTurn);
        for (var turn = 0; turn < turns; turn++)
            for (var number = 1; number <= sessions; number++)
            {
                var at = First + TimeSpan.FromMilliseconds(number) + TimeSpan.FromHours(turn);
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(TenantId.Default.Value, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(TurnId.Create(at, Bytes((number * (long)turns) + turn)).Value, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync((long)number, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(Ended, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(at.UtcTicks, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(at.UtcTicks, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync((turn * (long)EventsPerTurn) + 1, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync((turn + 1) * (long)EventsPerTurn, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync("end_turn", NpgsqlDbType.Text, cancellationToken);
            }

        await copy.CompleteAsync(cancellationToken);
    }

    private static byte[] Bytes(long number)
    {
        var bytes = new byte[10];
        BitConverter.TryWriteBytes(bytes.AsSpan(2), number);
        return bytes;
    }
}
