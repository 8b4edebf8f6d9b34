using Npgsql;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Commits of different sessions in one statement: arrays go to the server, and a number for each session comes back.</summary>
internal sealed class AppendSet(AppendSql sql, IReadOnlyList<AppendWrite> writes) : IPostgresStatement
{
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var commits = writes.Select(w => w.Commit).ToArray();
        var (tickets, approvals, keys) = (Tickets(commits), Approvals(commits), Keys(commits));
        var command = new NpgsqlBatchCommand(sql.Text(tickets.Length > 0, approvals.Length > 0, keys.Length > 0));
        AddCommits(command, commits);
        AddEvents(command, commits);
        if (tickets.Length > 0) AddTickets(command, tickets);
        if (approvals.Length > 0) AddApprovals(command, approvals);
        if (keys.Length > 0) AddKeys(command.Add(now), keys);
        return command;
    }

    public void Read(NpgsqlDataReader reader)
    {
        reader.Read();
        var numbers = reader.GetFieldValue<long[]>(0);
        for (var i = 0; i < writes.Count; i++) writes[i].DecideFit(numbers[i] != 0);
    }

    private static void AddCommits(NpgsqlBatchCommand command, Commit[] commits) => command
        .Add(Column(commits, (_, i) => i + 1))
        .Add(Column<Commit, string?>(commits, (c, _) => c.Key.Tenant.Value)).Add(Column<Commit, string?>(commits, (c, _) => c.Key.Session.Value))
        .Add(Column(commits, (c, _) => c.Epoch)).Add(Column(commits, (c, _) => c.Head)).Add(Column(commits, (c, _) => c.Head + c.Events.Count))
        .Add(Column(commits, (c, _) => c.Summary is { } s ? (short?)StoredNames.Of(s.Status) : null))
        .Add(Column(commits, (c, _) => c.Summary?.UpdatedAt.UtcTicks));

    private static void AddEvents(NpgsqlBatchCommand command, Commit[] commits)
    {
        var rows = commits.SelectMany((c, i) =>
        {
            var seed = EventChecksum.Seed(c.Key);
            return c.Events.Select(e => (Ordinal: i + 1, Event: e, Checksum: (long)EventChecksum.Compute(seed, e.Sequence, e.Kind, e.Utf8.Span)));
        }).ToArray();
        command.Add(Column(rows, (r, _) => r.Ordinal)).Add(Column(rows, (r, _) => r.Event.Sequence)).Add(Column(rows, (r, _) => StoredText.Encode(r.Event.Kind)))
            .Add(Column(rows, (r, _) => r.Checksum)).Add(Column(rows, (r, _) => r.Event.Utf8));
    }

    private static void AddTickets(NpgsqlBatchCommand command, (int Ordinal, TurnTicket Row)[] rows) => command
        .Add(Column(rows, (r, _) => r.Ordinal)).Add(Column<(int, TurnTicket Row), string?>(rows, (r, _) => r.Row.Key.Tenant.Value))
        .Add(Column<(int, TurnTicket Row), string?>(rows, (r, _) => r.Row.Key.Session.Value)).Add(Column<(int, TurnTicket Row), string?>(rows, (r, _) => r.Row.Turn.Value))
        .Add(Column<(int, TurnTicket Row), short?>(rows, (r, _) => (short)StoredNames.Of(r.Row.State)))
        .Add(Column(rows, (r, _) => r.Row.QueuedAt.UtcTicks)).Add(Column(rows, (r, _) => r.Row.EndedAt?.UtcTicks))
        .Add(Column(rows, (r, _) => r.Row.QueuedSequence)).Add(Column(rows, (r, _) => r.Row.EndedSequence))
        .Add(Column(rows, (r, _) => r.Row.StopReason is { } reason ? StoredNames.Of(reason) : null));

    private static void AddApprovals(NpgsqlBatchCommand command, (int Ordinal, ApprovalRow Row)[] rows) => command
        .Add(Column(rows, (r, _) => r.Ordinal)).Add(Column<(int, ApprovalRow Row), string?>(rows, (r, _) => r.Row.Key.Tenant.Value))
        .Add(Column<(int, ApprovalRow Row), string?>(rows, (r, _) => r.Row.Key.Session.Value)).Add(Column<(int, ApprovalRow Row), string?>(rows, (r, _) => r.Row.Approval.Value))
        .Add(Column<(int, ApprovalRow Row), string?>(rows, (r, _) => r.Row.Turn.Value)).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Reason)))
        .Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Title))).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Tool)))
        .Add(Column(rows, (r, _) => r.Row.RequestedAt.UtcTicks)).Add(Column(rows, (r, _) => r.Row.RequestedSequence))
        .Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Decision))).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Answer)))
        .Add(Column(rows, (r, _) => StoredText.Encode(r.Row.DecidedBy))).Add(Column(rows, (r, _) => r.Row.DecidedAt?.UtcTicks));

    private static void AddKeys(NpgsqlBatchCommand command, (int Ordinal, TenantId Tenant, IdempotencyKey Row)[] rows) => command
        .Add(Column(rows, (r, _) => r.Ordinal)).Add(Column<(int, TenantId Tenant, IdempotencyKey), string?>(rows, (r, _) => r.Tenant.Value)).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Route))).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Key)))
        .Add(Column(rows, (r, _) => StoredText.Encode(r.Row.BodyHash))).Add(Column(rows, (r, _) => StoredText.Encode(r.Row.Result)))
        .Add(Column(rows, (r, _) => r.Row.ExpiresAt.UtcTicks));

    // A statement may change a row once: of two that say the same name, the later one counts.
    private static (int Ordinal, TurnTicket Row)[] Tickets(Commit[] commits) =>
        [.. commits.SelectMany((c, i) => c.Tickets.Reverse().DistinctBy(t => t.Turn).Select(t => (i + 1, t)))];

    private static (int Ordinal, ApprovalRow Row)[] Approvals(Commit[] commits) =>
        [.. commits.SelectMany((c, i) => c.Approvals.Reverse().DistinctBy(a => a.Approval).Select(a => (i + 1, a)))];

    private static (int Ordinal, TenantId Tenant, IdempotencyKey Row)[] Keys(Commit[] commits) =>
        [.. commits.SelectMany((c, i) => c.Keys.Select(k => (i + 1, c.Key.Tenant, k)))];

    private static TColumn[] Column<TRow, TColumn>(TRow[] rows, Func<TRow, int, TColumn> column)
    {
        var values = new TColumn[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = column(rows[i], i);
        return values;
    }
}
