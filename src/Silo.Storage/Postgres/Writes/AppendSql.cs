using System.Text;

namespace Silo.Storage.Postgres.Writes;

/// <summary>The text of the statement that appends a set of commits, with only the parts that the set needs.</summary>
/// <remarks>
/// The sessions' rows are locked one by one in the order in which they are asked for, which is that of their ids, so that two hosts never
/// wait for each other in a circle. Row by row also where the planner knows nothing of a young table yet, and would read all of it. What
/// is read under the lock decides; a commit that does not fit leaves no row and holds up no neighbour.
/// </remarks>
internal static class AppendSql
{
    /// <summary>Columns of a commit: ordinal, tenant, id, epoch, head, new head, status, updated.</summary>
    private const int CommitParameters = 9;

    private const int EventParameters = 5;
    private const int TicketParameters = 8;
    private const int ApprovalParameters = 12;

    internal static string Text(string schema, bool tickets, bool approvals, bool keys)
    {
        var (checks, writes) = (new StringBuilder(), new StringBuilder());
        var next = CommitParameters + EventParameters + 1;
        if (tickets) next = AddTickets(schema, next, checks, writes);
        if (approvals) next = AddApprovals(schema, next, checks, writes);
        if (keys) AddKeys(schema, next, checks, writes);
        return $"""
            WITH asked AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS a(ord, tenant, id, epoch, head, new_head, status, updated_at)),
            stood AS MATERIALIZED (
                SELECT a.ord, a.epoch AS asked_epoch, a.head AS asked_head, a.new_head, a.status AS new_status, a.updated_at AS new_updated_at,
                    s.number, s.tenant, s.epoch, s.head, s.owner_node, s.owner_start, s.owner_address
                FROM asked a CROSS JOIN LATERAL (
                    SELECT * FROM {schema}.session o WHERE o.tenant = a.tenant AND o.id = a.id AND o.deleted + 0 = 0 FOR UPDATE OFFSET 0) s),
            clock AS MATERIALIZED (SELECT coalesce($9, {schema}.ticks()) AS now),
            fit AS MATERIALIZED (SELECT f.* FROM stood f WHERE f.epoch = f.asked_epoch AND f.head = f.asked_head{checks}),
            moved AS (
                UPDATE {schema}.session s SET head = f.new_head, status = coalesce(f.new_status, s.status),
                    updated_at = coalesce(f.new_updated_at, s.updated_at) FROM fit f WHERE s.number = f.number),
            recorded AS (
                INSERT INTO {schema}.event (session, sequence, kind, checksum, utf8)
                SELECT f.number, e.sequence, e.kind, e.checksum, e.utf8
                FROM unnest($10, $11, $12, $13, $14) AS e(ord, sequence, kind, checksum, utf8) JOIN fit f ON f.ord = e.ord){writes}
            SELECT s.ord, s.epoch, s.head, s.ord IN (SELECT ord FROM fit), s.owner_node, s.owner_start, s.owner_address FROM stood s
            """;
    }

    private static int AddTickets(string schema, int first, StringBuilder checks, StringBuilder writes)
    {
        writes.Append($"""
            ,
            ticket_in AS MATERIALIZED (SELECT * FROM unnest({Range(first, TicketParameters)})
                AS t(ord, turn, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason)),
            ticketed AS (
                INSERT INTO {schema}.ticket AS k (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason)
                SELECT f.tenant, t.turn, f.number, t.state, t.queued_at, t.ended_at, t.queued_sequence, t.ended_sequence, t.stop_reason
                FROM ticket_in t JOIN fit f ON f.ord = t.ord
                ON CONFLICT (tenant, turn) DO UPDATE SET state = excluded.state, queued_at = excluded.queued_at, ended_at = excluded.ended_at,
                    queued_sequence = excluded.queued_sequence, ended_sequence = excluded.ended_sequence, stop_reason = excluded.stop_reason)
            """);
        checks.Append($"""

                AND NOT EXISTS (SELECT FROM unnest(${first}, ${first + 1}) AS t(ord, turn) JOIN {schema}.ticket k ON k.tenant = f.tenant AND k.turn = t.turn
                    WHERE t.ord = f.ord AND k.session <> f.number)
            """);
        return first + TicketParameters;
    }

    private static int AddApprovals(string schema, int first, StringBuilder checks, StringBuilder writes)
    {
        writes.Append($"""
            ,
            approval_in AS MATERIALIZED (SELECT * FROM unnest({Range(first, ApprovalParameters)})
                AS t(ord, id, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at)),
            approved AS (
                INSERT INTO {schema}.approval (tenant, id, session, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at)
                SELECT f.tenant, t.id, f.number, t.turn, t.reason, t.title, t.tool, t.requested_at, t.requested_sequence, t.decision, t.answer, t.decided_by, t.decided_at
                FROM approval_in t JOIN fit f ON f.ord = t.ord
                ON CONFLICT (tenant, id) DO UPDATE SET turn = excluded.turn, reason = excluded.reason, title = excluded.title, tool = excluded.tool,
                    requested_at = excluded.requested_at, requested_sequence = excluded.requested_sequence, decision = excluded.decision,
                    answer = excluded.answer, decided_by = excluded.decided_by, decided_at = excluded.decided_at)
            """);
        checks.Append($"""

                AND NOT EXISTS (SELECT FROM unnest(${first}, ${first + 1}) AS t(ord, id) JOIN {schema}.approval k ON k.tenant = f.tenant AND k.id = t.id
                    WHERE t.ord = f.ord AND k.session <> f.number)
            """);
        return first + ApprovalParameters;
    }

    private static void AddKeys(string schema, int first, StringBuilder checks, StringBuilder writes)
    {
        writes.Append($"""
            ,
            kept AS (
                INSERT INTO {schema}.idempotency AS i (tenant, route, key, body_hash, result, expires_at)
                SELECT f.tenant, t.route, t.key, t.body_hash, t.result, t.expires_at
                FROM unnest({Range(first, 6)}) AS t(ord, route, key, body_hash, result, expires_at) JOIN fit f ON f.ord = t.ord
                ON CONFLICT (tenant, route, key) DO UPDATE SET body_hash = excluded.body_hash, result = excluded.result,
                    expires_at = CASE WHEN i.expires_at > (SELECT now FROM clock) THEN {schema}.key_taken() ELSE excluded.expires_at END)
            """);
        checks.Append($"""

                AND NOT EXISTS (SELECT FROM unnest(${first}, ${first + 1}, ${first + 2}) AS t(ord, route, key) JOIN {schema}.idempotency k
                    ON k.tenant = f.tenant AND k.route = t.route AND k.key = t.key
                    WHERE t.ord = f.ord AND k.expires_at > (SELECT now FROM clock))
            """);
    }

    private static string Range(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(i => $"${i}"));
}
