using System.Text.Json;
using Npgsql;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Creates a session. Repeating it with the same id and the same first event finds it created.</summary>
internal sealed class CreateWrite(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax) : PostgresWrite<CreateResult?>, IPostgresStatement
{
    internal override int Bytes => created.Utf8.Length;

    /// <summary>The tenant whose sessions are counted; null when nobody counts. Its creations then take turns, also those of other hosts: see <see cref="TenantLocks"/>.</summary>
    internal TenantId? CountedTenant => tenantSessionsMax is > 0 ? row.Key.Tenant : null;

    /// <summary>How many sessions the tenant had before; null when nobody counted.</summary>
    internal long? Counted { get; private set; }

    /// <remarks>Answers with one row: whether it was made, the first event of a session that has the id already, how many the tenant had, the key's earlier use.</remarks>
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH clock AS MATERIALIZED (SELECT coalesce($1, {schema}.ticks()) AS now),
            used AS MATERIALIZED (
                SELECT {PostgresRows.KeyColumns} FROM {schema}.idempotency, clock WHERE tenant = $2 AND route = $3 AND key = $4 AND expires_at > now),
            room AS MATERIALIZED (
                SELECT CASE WHEN $22 IS NULL THEN NULL ELSE (SELECT count(*) FROM (SELECT FROM {schema}.session WHERE tenant = $2 AND deleted = 0 LIMIT $22) AS counted) END AS taken),
            made AS (
                INSERT INTO {schema}.session (tenant, id, epoch, head, agent, agent_version, title, labels, status, created_at, updated_at, retention)
                SELECT $2, $5, 0, 1, $6, $7, $8, $9, $10, $11, $12, $21 WHERE NOT EXISTS (SELECT FROM used) AND coalesce((SELECT taken FROM room) < $22, true)
                ON CONFLICT (tenant, id) DO NOTHING RETURNING number),
            first AS (
                INSERT INTO {schema}.event (session, sequence, kind, checksum, utf8) SELECT number, 1, $13, $14, $15 FROM made),
            labelled AS (
                INSERT INTO {schema}.session_label (tenant, name, value, id, session)
                SELECT $2, l.name, l.value, $5, made.number FROM made, unnest($16, $17) AS l(name, value)),
            kept AS (
                INSERT INTO {schema}.idempotency AS i (tenant, route, key, body_hash, result, expires_at)
                SELECT $2, $3, $4, $18, $19, $20 FROM made WHERE $4 IS NOT NULL
                ON CONFLICT (tenant, route, key) DO UPDATE SET body_hash = excluded.body_hash, result = excluded.result,
                    expires_at = CASE WHEN i.expires_at > (SELECT now FROM clock) THEN {schema}.key_taken() ELSE excluded.expires_at END)
            SELECT EXISTS (SELECT FROM made), (SELECT e.utf8 FROM {schema}.session s JOIN {schema}.event e ON e.session = s.number AND e.sequence = 1
                WHERE s.tenant = $2 AND s.id = $5 AND s.deleted + 0 = 0), (SELECT taken FROM room), u.* FROM (SELECT 1) one LEFT JOIN used u ON true
            """);
        var labels = row.Labels.Count == 0 ? null : JsonSerializer.Serialize(row.Labels.ToDictionary(), LabelsJson.Default.DictionaryStringString);
        command.Add(now).Add(row.Key.Tenant.Value).Add(StoredText.Encode(key?.Route)).Add(StoredText.Encode(key?.Key)).Add(row.Key.Session.Value)
            .Add(row.Agent).Add(StoredText.Encode(row.AgentVersion)).Add(StoredText.Encode(row.Title)).Add(StoredText.Encode(labels))
            .Add((short)StoredNames.Of(row.Status)).Add(row.CreatedAt.UtcTicks).Add(row.UpdatedAt.UtcTicks)
            .Add(StoredText.Encode(created.Kind)).Add((long)EventChecksum.Compute(EventChecksum.Seed(row.Key), 1, created.Kind, created.Utf8.Span)).Add(created.Utf8)
            .Add(row.Labels.Keys.Select(StoredText.Encode).ToArray()).Add(row.Labels.Values.Select(StoredText.Encode).ToArray())
            .Add(key?.BodyHash).Add(StoredText.Encode(key?.Result)).Add(key?.ExpiresAt.UtcTicks).Add(row.Retention?.Ticks).Add(tenantSessionsMax);
        return command;
    }

    /// <remarks>The result is null when the id belongs, or belonged, to another session.</remarks>
    public void Read(NpgsqlDataReader reader)
    {
        reader.Read();
        Counted = reader.IsDBNull(2) ? null : reader.GetInt64(2);
        if (!reader.IsDBNull(3)) Result = new CreateResult.KeyUsed(PostgresRows.Key(reader, 3));
        else if (reader.GetBoolean(0)) Result = CreateResult.Created.Instance;
        else if (!reader.IsDBNull(1)) Result = reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(created.Utf8.Span) ? CreateResult.Created.Instance : null;
        else Result = Counted >= tenantSessionsMax ? CreateResult.TenantFull.Instance : null;
    }
}
