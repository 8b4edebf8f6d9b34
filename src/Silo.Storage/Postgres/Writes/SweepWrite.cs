using Npgsql;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Forgets expired idempotency keys: never one that has not expired by the database's clock, whatever the node's says.</summary>
internal sealed class SweepWrite(DateTimeOffset until, int limit) : PostgresWrite<int>, IPostgresStatement
{
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH old AS (SELECT tenant, route, key FROM {schema}.idempotency WHERE expires_at <= (SELECT least($1, coalesce($3, {schema}.ticks()))) LIMIT $2 FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM {schema}.idempotency i USING old WHERE i.tenant = old.tenant AND i.route = old.route AND i.key = old.key RETURNING 1)
            SELECT count(*) FROM gone
            """);
        command.Add(until.UtcTicks).Add(limit).Add(now);
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        reader.Read();
        Result = (int)reader.GetInt64(0);
    }
}
