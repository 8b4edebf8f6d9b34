using Npgsql;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Looks why commits did not fit, once the transaction that refused them has ended. They are few: one was fenced, or its actor has a bug.</summary>
/// <remarks>A fence only goes up and so does a head: what is true now is as good an answer as what was true then, and newer.</remarks>
internal sealed class RefusedSet(IReadOnlyList<AppendWrite> writes) : IPostgresStatement
{
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"""
            SELECT a.ord, s.epoch, s.head, s.owner_node, s.owner_start, s.owner_address
            FROM unnest($1, $2, $3) AS a(ord, tenant, id) CROSS JOIN LATERAL (
                SELECT * FROM {schema}.session o WHERE o.tenant = a.tenant AND o.id = a.id AND o.deleted + 0 = 0 OFFSET 0) s
            """);
        command.Add([.. Enumerable.Range(0, writes.Count)])
            .Add(writes.Select(w => (string?)w.Commit.Key.Tenant.Value).ToArray()).Add(writes.Select(w => (string?)w.Commit.Key.Session.Value).ToArray());
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        foreach (var write in writes) write.DecideGone();
        while (reader.Read())
            writes[reader.GetInt32(0)].DecideRefusal(reader.GetInt64(1), reader.GetInt64(2), PostgresRows.Owner(reader, 3));
    }
}
