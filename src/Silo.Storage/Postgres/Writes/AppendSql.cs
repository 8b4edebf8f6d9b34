using System.Text;

namespace Silo.Storage.Postgres.Writes;

/// <summary>The text of the statement that appends a set of commits, with only the parts that the set needs.</summary>
/// <remarks>
/// One UPDATE locks each session's row and compares it, row by row in the order in which they are asked for, which is that of their ids:
/// so two hosts never wait for each other in a circle. A row that another transaction holds is compared again once that has ended (READ
/// COMMITTED). A commit that does not fit moves no row, and what has moved no row writes nothing else.
/// The answer is a number for each commit, 0 where it did not fit; the other parts look their session up in that list by position,
/// because a join of so many rows would be planned by numbers that the planner does not have.
/// </remarks>
internal sealed class AppendSql
{
    /// <summary>Columns of a commit: ordinal from 1, tenant, id, epoch, head, new head, status, updated.</summary>
    private const int CommitParameters = 8;

    /// <summary>Columns of an event: ordinal of its commit, sequence, kind, checksum, bytes.</summary>
    private const int EventParameters = 5;

    /// <summary>Columns of a ticket: ordinal, tenant, session, turn, state, queued, ended, its sequences, stop reason.</summary>
    private const int TicketParameters = 10;

    /// <summary>Columns of an approval: ordinal, tenant, session, id, turn and its ten others.</summary>
    private const int ApprovalParameters = 14;

    private readonly string _schema;
    private readonly string[] _texts = new string[8];

    internal AppendSql(string schema)
    {
        _schema = schema;
        for (var parts = 0; parts < _texts.Length; parts++) _texts[parts] = Make((parts & 1) != 0, (parts & 2) != 0, (parts & 4) != 0);
    }

    /// <summary>The text for a set with or without tickets, approvals and idempotency keys.</summary>
    internal string Text(bool tickets, bool approvals, bool keys) => _texts[(tickets ? 1 : 0) + (approvals ? 2 : 0) + (keys ? 4 : 0)];

    private string Make(bool tickets, bool approvals, bool keys)
    {
        var (strange, writes) = (new List<string>(), new StringBuilder());
        var next = CommitParameters + EventParameters + 1;
        if (tickets) next = AddTickets(next, strange, writes);
        if (approvals) next = AddApprovals(next, strange, writes);
        if (keys) AddKeys(next, strange, writes);
        return $"""
            WITH moved AS (
                UPDATE {_schema}.session s SET head = a.new_head, status = coalesce(a.status, s.status), updated_at = coalesce(a.updated_at, s.updated_at)
                FROM unnest({Range(1, CommitParameters)}) AS a(ord, tenant, id, epoch, head, new_head, status, updated_at)
                WHERE s.tenant = a.tenant AND s.id = a.id AND s.deleted + 0 = 0 AND s.epoch = a.epoch AND s.head = a.head{Except(strange)}
                RETURNING a.ord, s.number),
            numbers AS MATERIALIZED (
                SELECT array_agg(n.number ORDER BY n.ord) AS list FROM (
                    SELECT o.ord, max(o.number) AS number FROM (SELECT ord, number FROM moved UNION ALL SELECT ord, 0 FROM unnest($1) AS a(ord)) o GROUP BY o.ord) n),
            recorded AS (
                INSERT INTO {_schema}.event (session, sequence, kind, checksum, utf8)
                SELECT {Number("e")}, e.sequence, e.kind, e.checksum, e.utf8
                FROM unnest({Range(CommitParameters + 1, EventParameters)}) AS e(ord, sequence, kind, checksum, utf8) WHERE {Number("e")} <> 0){writes}
            SELECT list FROM numbers
            """;
    }

    // A turn, or an approval, of another session; a key that was used before.
    private int AddTickets(int first, List<string> strange, StringBuilder writes)
    {
        strange.Add($"""
            SELECT t.ord FROM unnest({Range(first, 4)}) AS t(ord, tenant, session, turn) CROSS JOIN LATERAL (
                SELECT k.session FROM {_schema}.ticket k WHERE k.tenant = t.tenant AND k.turn = t.turn OFFSET 0) k
            WHERE NOT {IsOwn("k.session", "t")}
            """);
        writes.Append($"""
            ,
            ticketed AS (
                INSERT INTO {_schema}.ticket (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason)
                SELECT t.tenant, t.turn, {Number("t")}, t.state, t.queued_at, t.ended_at, t.queued_sequence, t.ended_sequence, t.stop_reason
                FROM unnest({Range(first, TicketParameters)})
                    AS t(ord, tenant, session, turn, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason) WHERE {Number("t")} <> 0
                ON CONFLICT (tenant, turn) DO UPDATE SET state = excluded.state, queued_at = excluded.queued_at, ended_at = excluded.ended_at,
                    queued_sequence = excluded.queued_sequence, ended_sequence = excluded.ended_sequence, stop_reason = excluded.stop_reason)
            """);
        return first + TicketParameters;
    }

    private int AddApprovals(int first, List<string> strange, StringBuilder writes)
    {
        strange.Add($"""
            SELECT t.ord FROM unnest({Range(first, 4)}) AS t(ord, tenant, session, id) CROSS JOIN LATERAL (
                SELECT k.session FROM {_schema}.approval k WHERE k.tenant = t.tenant AND k.id = t.id OFFSET 0) k
            WHERE NOT {IsOwn("k.session", "t")}
            """);
        writes.Append($"""
            ,
            approved AS (
                INSERT INTO {_schema}.approval (tenant, id, session, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at)
                SELECT t.tenant, t.id, {Number("t")}, t.turn, t.reason, t.title, t.tool, t.requested_at, t.requested_sequence, t.decision, t.answer, t.decided_by, t.decided_at
                FROM unnest({Range(first, ApprovalParameters)})
                    AS t(ord, tenant, session, id, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at)
                WHERE {Number("t")} <> 0
                ON CONFLICT (tenant, id) DO UPDATE SET turn = excluded.turn, reason = excluded.reason, title = excluded.title, tool = excluded.tool,
                    requested_at = excluded.requested_at, requested_sequence = excluded.requested_sequence, decision = excluded.decision,
                    answer = excluded.answer, decided_by = excluded.decided_by, decided_at = excluded.decided_at)
            """);
        return first + ApprovalParameters;
    }

    private void AddKeys(int first, List<string> strange, StringBuilder writes)
    {
        var now = $"(SELECT coalesce(${first}, {_schema}.ticks()))";
        strange.Add($"""
            SELECT t.ord FROM unnest({Range(first + 1, 4)}) AS t(ord, tenant, route, key) CROSS JOIN LATERAL (
                SELECT k.expires_at FROM {_schema}.idempotency k WHERE k.tenant = t.tenant AND k.route = t.route AND k.key = t.key OFFSET 0) k
            WHERE k.expires_at > {now}
            """);
        writes.Append($"""
            ,
            kept AS (
                INSERT INTO {_schema}.idempotency AS i (tenant, route, key, body_hash, result, expires_at)
                SELECT t.tenant, t.route, t.key, t.body_hash, t.result, t.expires_at
                FROM unnest({Range(first + 1, 7)}) AS t(ord, tenant, route, key, body_hash, result, expires_at) WHERE {Number("t")} <> 0
                ON CONFLICT (tenant, route, key) DO UPDATE SET body_hash = excluded.body_hash, result = excluded.result,
                    expires_at = CASE WHEN i.expires_at > {now} THEN {_schema}.key_taken() ELSE excluded.expires_at END)
            """);
    }

    private string IsOwn(string number, string row) =>
        $"EXISTS (SELECT FROM {_schema}.session s WHERE s.number = {number} AND s.tenant = {row}.tenant AND s.id = {row}.session)";

    private static string Number(string row) => $"(SELECT list FROM numbers)[{row}.ord]";

    private static string Except(List<string> strange) =>
        strange.Count == 0 ? string.Empty : $"\n    AND a.ord <> ALL (ARRAY(\n{string.Join("\nUNION ALL\n", strange)}))";

    private static string Range(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(i => $"${i}"));
}
