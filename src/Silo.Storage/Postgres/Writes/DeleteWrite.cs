using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Deletes a session: first a tombstone, after which nobody sees it, then its rows in bounded parts, so that a long session holds up no other.</summary>
internal sealed class DeleteWrite(SessionKey key, long epoch) : PostgresWrite<AppendResult>, IPostgresStatement
{
    // Events may have 256 KiB each: the part stays near what one large commit writes.
    private const int RowsPerPart = 128;

    private bool _isDone;

    internal override bool Complete(bool here) => _isDone && base.Complete(here);

    /// <remarks>
    /// Answers with where the session stood and how many rows went. A tombstone made by this very statement has all its rows left, so
    /// that the last part, which finds none, is always another statement.
    /// </remarks>
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH stood AS MATERIALIZED (
                SELECT number, epoch, head, deleted, owner_node, owner_start, owner_address FROM {schema}.session WHERE tenant = $1 AND id = $2 FOR UPDATE),
            mine AS MATERIALIZED (SELECT number FROM stood WHERE deleted <> 0 OR epoch = $3),
            events AS (
                DELETE FROM {schema}.event e WHERE e.session = (SELECT number FROM mine) AND e.sequence = ANY (ARRAY(
                    SELECT o.sequence FROM {schema}.event o WHERE o.session = (SELECT number FROM mine) ORDER BY o.sequence LIMIT {RowsPerPart})) RETURNING 1),
            tickets AS (
                DELETE FROM {schema}.ticket WHERE (tenant, turn) IN
                (SELECT t.tenant, t.turn FROM {schema}.ticket t, mine WHERE t.session = mine.number LIMIT {RowsPerPart}) RETURNING 1),
            approvals AS (
                DELETE FROM {schema}.approval WHERE (tenant, id) IN
                (SELECT a.tenant, a.id FROM {schema}.approval a, mine WHERE a.session = mine.number LIMIT {RowsPerPart}) RETURNING 1),
            labels AS (DELETE FROM {schema}.session_label l USING mine WHERE l.session = mine.number),
            dropped AS (SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM tickets) + (SELECT count(*) FROM approvals) AS rows),
            buried AS (
                UPDATE {schema}.session s SET deleted = CASE WHEN dropped.rows = 0 THEN 2 ELSE 1 END, agent = '', agent_version = '', title = NULL,
                    labels = NULL, status = 0, owner_node = NULL, owner_start = NULL, owner_address = NULL
                FROM mine, dropped WHERE s.number = mine.number)
            SELECT epoch, head, deleted, dropped.rows, owner_node, owner_start, owner_address FROM stood, dropped
            """);
        command.Add(key.Tenant.Value).Add(key.Session.Value).Add(epoch);
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        _isDone = true;
        Result = AppendResult.Appended.Instance;
        if (!reader.Read())
        {
            Result = AppendResult.Gone.Instance;
            return;
        }

        var (fence, head, isDeleted) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt16(2) != 0);
        if (!isDeleted && epoch < fence) Result = new AppendResult.Fenced(fence, PostgresRows.Owner(reader, 4));
        else if (!isDeleted && epoch > fence) Result = new AppendResult.Conflict(head, $"epoch {epoch} was never given out; the fence is {fence}");
        else _isDone = reader.GetInt64(3) == 0;
    }
}
