using System.Text.Json;
using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Reads;

/// <summary>Reads rows, in the order of columns that each constant names.</summary>
internal static class PostgresRows
{
    internal const int SessionColumnCount = 15;

    internal const string SessionColumns =
        "s.tenant, s.id, s.agent, s.agent_version, s.title, s.labels, s.status, s.created_at, s.updated_at, s.epoch, s.head, " +
        "s.owner_node, s.owner_start, s.owner_address, s.retention";

    internal const string TicketColumns =
        "t.tenant, s.id, t.turn, t.state, t.queued_at, t.ended_at, t.queued_sequence, t.ended_sequence, t.stop_reason";

    internal const string ApprovalColumns =
        "a.tenant, s.id, a.id, a.turn, a.reason, a.title, a.tool, a.requested_at, a.requested_sequence, a.decision, a.answer, a.decided_by, a.decided_at";

    internal const string KeyColumns = "route, key, body_hash, result, expires_at";

    private const int EpochColumn = 9;

    internal static long Epoch(NpgsqlDataReader row) => row.GetInt64(EpochColumn);

    internal static SessionRow Session(NpgsqlDataReader row) => Sound(row, static row => new SessionRow
    {
        Key = SessionKey(row, 0),
        Agent = row.GetString(2),
        AgentVersion = Text(row, 3)!,
        Title = Text(row, 4),
        Labels = Text(row, 5) is { } labels ? JsonSerializer.Deserialize(labels, LabelsJson.Default.DictionaryStringString)! : [],
        Status = StoredNames.Status(row.GetInt16(6)),
        CreatedAt = Time(row.GetInt64(7)),
        UpdatedAt = Time(row.GetInt64(8)),
        Epoch = row.GetInt64(EpochColumn),
        Head = row.GetInt64(10),
        Owner = Owner(row, 11),
        Retention = Long(row, 14) is { } retention ? TimeSpan.FromTicks(retention) : null,
    });

    /// <summary>Reads node, start and address from three columns; null when nobody ever held the fence.</summary>
    internal static Owner? Owner(NpgsqlDataReader row, int column) => Text(row, column) is { } node
        ? new Owner(node, Text(row, column + 1)!, Text(row, column + 2) is { } address ? new Uri(address) : null)
        : null;

    internal static TurnTicket Ticket(NpgsqlDataReader row) => Sound(row, static row => new TurnTicket
    {
        Key = SessionKey(row, 0),
        Turn = TurnId.Parse(row.GetString(2)),
        State = StoredNames.Turn(row.GetInt16(3)),
        QueuedAt = Time(row.GetInt64(4)),
        EndedAt = Long(row, 5) is { } ended ? Time(ended) : null,
        QueuedSequence = row.GetInt64(6),
        EndedSequence = Long(row, 7),
        StopReason = Text(row, 8) is { } reason ? StoredNames.Stop(reason) : null,
    });

    internal static ApprovalRow Approval(NpgsqlDataReader row) => Sound(row, static row => new ApprovalRow
    {
        Key = SessionKey(row, 0),
        Approval = ApprovalId.Parse(row.GetString(2)),
        Turn = TurnId.Parse(row.GetString(3)),
        Reason = Text(row, 4)!,
        Title = Text(row, 5)!,
        Tool = Text(row, 6),
        RequestedAt = Time(row.GetInt64(7)),
        RequestedSequence = row.GetInt64(8),
        Decision = Text(row, 9),
        Answer = Text(row, 10),
        DecidedBy = Text(row, 11),
        DecidedAt = Long(row, 12) is { } decided ? Time(decided) : null,
    });

    internal static IdempotencyKey Key(NpgsqlDataReader row, int column) => Sound(row, row => new IdempotencyKey(
        Text(row, column)!, Text(row, column + 1)!, row.GetString(column + 2), Text(row, column + 3)!, Time(row.GetInt64(column + 4))));

    internal static SessionKey SessionKey(NpgsqlDataReader row, int column) =>
        Sound(row, row => new SessionKey(TenantId.Parse(row.GetString(column)), SessionId.Parse(row.GetString(column + 1))));

    internal static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : StoredText.Decode(row.GetString(column));

    private static long? Long(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>Rows are checked when they are written, so one that does not read is damaged.</summary>
    private static T Sound<T>(NpgsqlDataReader row, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or JsonException or InvalidCastException)
        {
            throw new JournalCorruptException($"A row of the journal does not read as what it should be: {e.Message} Do not retry.", e);
        }
    }
}
