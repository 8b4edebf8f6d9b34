namespace Silo.Storage.Postgres.Writes;

/// <summary>The text of the statement that appends one small commit: plain values, where <see cref="AppendSql"/> takes arrays apart.</summary>
/// <remarks>It compares and moves the session's row as that one does; what it answers is the session's number, or no row where the commit did not fit.</remarks>
internal sealed class AppendOneSql
{
    /// <summary>Events that it has a text for.</summary>
    internal const int EventsMax = 4;

    /// <summary>Columns of the commit: tenant, id, epoch, head, new head, status, updated.</summary>
    private const int CommitParameters = 7;

    /// <summary>Columns of an event: sequence, kind, checksum, bytes.</summary>
    private const int EventParameters = 4;

    private readonly string _schema;
    private readonly string[] _texts = new string[EventsMax * 2];

    internal AppendOneSql(string schema)
    {
        _schema = schema;
        for (var events = 1; events <= EventsMax; events++)
        {
            _texts[Index(events, hasTicket: false)] = Make(events, hasTicket: false);
            _texts[Index(events, hasTicket: true)] = Make(events, hasTicket: true);
        }
    }

    /// <summary>The text for so many events: the commit's columns, each event's, then a ticket's: turn, state, queued, ended, their sequences, stop reason.</summary>
    internal string Text(int events, bool hasTicket) => _texts[Index(events, hasTicket)];

    private static int Index(int events, bool hasTicket) => ((events - 1) * 2) + (hasTicket ? 1 : 0);

    private static string Event(int index)
    {
        var first = CommitParameters + (index * EventParameters) + 1;
        return $"(${first}::bigint, ${first + 1}::text, ${first + 2}::bigint, ${first + 3}::bytea)";
    }

    private string Make(int events, bool hasTicket)
    {
        var turn = CommitParameters + (events * EventParameters) + 1;
        // A turn of another session is a commit that does not fit.
        var own = hasTicket
            ? $"\n        AND NOT EXISTS (SELECT FROM {_schema}.ticket k WHERE k.tenant = $1 AND k.turn = ${turn} AND k.session <> s.number OFFSET 0)"
            : string.Empty;
        var ticketed = hasTicket
            ? $"""
                ,
                ticketed AS (
                    INSERT INTO {_schema}.ticket (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason)
                    SELECT $1, ${turn}, m.number, ${turn + 1}, ${turn + 2}, ${turn + 3}, ${turn + 4}, ${turn + 5}, ${turn + 6} FROM moved m
                    ON CONFLICT (tenant, turn) DO UPDATE SET state = excluded.state, queued_at = excluded.queued_at, ended_at = excluded.ended_at,
                        queued_sequence = excluded.queued_sequence, ended_sequence = excluded.ended_sequence, stop_reason = excluded.stop_reason)
                """
            : string.Empty;
        return $"""
            WITH moved AS (
                UPDATE {_schema}.session s SET head = $5, status = coalesce($6, s.status), updated_at = coalesce($7, s.updated_at)
                WHERE s.tenant = $1 AND s.id = $2 AND s.deleted + 0 = 0 AND s.epoch = $3 AND s.head = $4{own}
                RETURNING s.number),
            recorded AS (
                INSERT INTO {_schema}.event (session, sequence, kind, checksum, utf8)
                SELECT m.number, e.sequence, e.kind, e.checksum, e.utf8
                FROM moved m CROSS JOIN (VALUES {string.Join(", ", Enumerable.Range(0, events).Select(Event))}) AS e(sequence, kind, checksum, utf8)){ticketed}
            SELECT number FROM moved
            """;
    }
}
