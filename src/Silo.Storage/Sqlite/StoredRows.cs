using System.Text.Json;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite;

/// <summary>Reads rows, in the order of columns that each constant names.</summary>
internal static class StoredRows
{
    internal const int SessionColumnCount = 15;

    internal const string SessionColumns =
        "s.tenant, s.id, s.agent, s.agent_version, s.title, s.labels, s.status, s.created_at, s.updated_at, s.epoch, " +
        "(SELECT max(e.sequence) FROM event e WHERE e.session = s.number), s.owner_node, s.owner_start, s.owner_address, s.retention";

    internal const string TicketColumns =
        "t.tenant, s.id, t.turn, t.state, t.queued_at, t.ended_at, t.queued_sequence, t.ended_sequence, t.stop_reason";

    internal const string ApprovalColumns =
        "a.tenant, s.id, a.id, a.turn, a.reason, a.title, a.tool, a.requested_at, a.requested_sequence, a.decision, a.answer, a.decided_by, a.decided_at";

    internal const string KeyColumns = "route, key, body_hash, result, expires_at";

    internal static SessionRow Session(Statement row) => Sound(row, static row => new SessionRow
    {
        Key = Key(row, 0),
        Agent = row.Text(2)!,
        AgentVersion = row.Text(3)!,
        Title = row.Text(4),
        Labels = row.Text(5) is { } labels ? JsonSerializer.Deserialize(labels, LabelsJson.Default.DictionaryStringString)! : [],
        Status = StoredNames.Status(row.Long(6)),
        CreatedAt = Time(row.Long(7)),
        UpdatedAt = Time(row.Long(8)),
        Epoch = row.Long(9),
        Head = row.Long(10),
        Owner = Owner(row, 11),
        Retention = row.LongOrNull(14) is { } retention ? TimeSpan.FromTicks(retention) : null,
    });

    /// <summary>Reads node, start and address from three columns; null when nobody ever held the fence.</summary>
    internal static Owner? Owner(Statement row, int column) => row.Text(column) is { } node
        ? new Owner(node, row.Text(column + 1)!, row.Text(column + 2) is { } address ? new Uri(address) : null)
        : null;

    internal static TurnTicket Ticket(Statement row) => Sound(row, static row => new TurnTicket
    {
        Key = Key(row, 0),
        Turn = TurnId.Parse(row.Text(2)!),
        State = StoredNames.Turn(row.Long(3)),
        QueuedAt = Time(row.Long(4)),
        EndedAt = row.LongOrNull(5) is { } ended ? Time(ended) : null,
        QueuedSequence = row.Long(6),
        EndedSequence = row.LongOrNull(7),
        StopReason = row.Text(8) is { } reason ? StoredNames.Stop(reason) : null,
    });

    internal static ApprovalRow Approval(Statement row) => Sound(row, static row => new ApprovalRow
    {
        Key = Key(row, 0),
        Approval = ApprovalId.Parse(row.Text(2)!),
        Turn = TurnId.Parse(row.Text(3)!),
        Reason = row.Text(4)!,
        Title = row.Text(5)!,
        Tool = row.Text(6),
        RequestedAt = Time(row.Long(7)),
        RequestedSequence = row.Long(8),
        Decision = row.Text(9),
        Answer = row.Text(10),
        DecidedBy = row.Text(11),
        DecidedAt = row.LongOrNull(12) is { } decided ? Time(decided) : null,
    });

    internal static IdempotencyKey IdempotencyKey(Statement row) =>
        Sound(row, static row => new IdempotencyKey(row.Text(0)!, row.Text(1)!, row.Text(2)!, row.Text(3)!, Time(row.Long(4))));

    internal static SessionKey Key(Statement row, int column) =>
        Sound(row, row => new SessionKey(TenantId.Parse(row.Text(column)!), SessionId.Parse(row.Text(column + 1)!)));

    /// <summary>Rows are checked when they are written, so one that does not read is damaged.</summary>
    private static T Sound<T>(Statement row, Func<Statement, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or JsonException)
        {
            throw new JournalCorruptException($"A row of the journal does not read as what it should be: {e.Message} Do not retry.", e);
        }
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
