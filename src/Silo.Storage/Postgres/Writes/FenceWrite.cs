using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Takes a session's fence.</summary>
internal sealed class FenceWrite(SessionKey key, Owner owner) : PostgresWrite<FenceResult>, IPostgresStatement
{
    internal override SessionHead? Left => Result is FenceResult.Taken taken ? new SessionHead(key, taken.Epoch, taken.Row.Head) : null;

    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        // The row is locked first: whoever held the fence until now is who held it when the new one is given out.
        var command = new NpgsqlBatchCommand($"""
            WITH before AS (
                SELECT number, owner_node, owner_start, owner_address FROM {schema}.session WHERE tenant = $1 AND id = $2 AND deleted + 0 = 0 FOR UPDATE)
            UPDATE {schema}.session s SET epoch = s.epoch + 1, owner_node = $3, owner_start = $4, owner_address = $5
            FROM before b WHERE s.number = b.number
            RETURNING {PostgresRows.SessionColumns}, b.owner_node, b.owner_start, b.owner_address
            """);
        command.Add(key.Tenant.Value).Add(key.Session.Value).Add(StoredText.Encode(owner.Node)).Add(StoredText.Encode(owner.Start))
            .Add(StoredText.Encode(owner.Address?.OriginalString));
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        Result = reader.Read()
            ? new FenceResult.Taken(PostgresRows.Epoch(reader), PostgresRows.Session(reader), PostgresRows.Owner(reader, PostgresRows.SessionColumnCount))
            : FenceResult.Gone.Instance;
    }
}
