using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Makes creations that count a tenant's sessions take turns, until their transactions end.</summary>
/// <remarks>A statement of its own, before them: a statement that waited for a lock goes on with what it saw before it waited. In one order for all hosts, so that none waits for another in a ring.</remarks>
internal sealed class TenantLocks(IEnumerable<TenantId> tenants) : IPostgresStatement
{
    // "Room" in ASCII: the class of the advisory lock; its second number is made of the schema's and the tenant's name.
    private const int LockClass = 0x526f6f6d;

    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({LockClass}, one) IS NULL FROM (SELECT DISTINCT hashtext('{schema}/' || tenant) AS one FROM unnest($1) AS t(tenant) ORDER BY one) AS ordered");
        command.Add(tenants.Select(tenant => tenant.Value).ToArray());
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        while (reader.Read())
        {
            // Nothing but that it is taken.
        }
    }
}
