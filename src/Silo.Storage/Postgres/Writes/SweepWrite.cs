using Npgsql;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Forgets expired idempotency keys.</summary>
internal sealed class SweepWrite(DateTimeOffset until, int limit) : PostgresWrite<int>, IPostgresStatement
{
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH old AS (SELECT tenant, route, key FROM {schema}.idempotency WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM {schema}.idempotency i USING old WHERE i.tenant = old.tenant AND i.route = old.route AND i.key = old.key RETURNING 1)
            SELECT count(*) FROM gone
            """);
        command.Add(until.UtcTicks).Add(limit);
        return command;
    }

    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        Result = (int)reader.GetInt64(0);
    }
}
