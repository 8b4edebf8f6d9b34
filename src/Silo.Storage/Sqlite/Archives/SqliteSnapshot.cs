using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite.Engine;
using Silo.Storage.Sqlite.Reads;

namespace Silo.Storage.Sqlite.Archives;

/// <summary>A session inside of one read transaction, which keeps the log from being started over and holds up nobody.</summary>
internal sealed class SqliteSnapshot : ISessionSnapshot
{
    private readonly Connection _connection;
    private readonly SnapshotStatements _statements;
    private readonly DateTimeOffset _now;
    private readonly long _number;

    private SqliteSnapshot(Connection connection, SnapshotStatements statements, SessionRow row, long number, DateTimeOffset now)
    {
        _connection = connection;
        _statements = statements;
        _now = now;
        _number = number;
        Row = row;
    }

    public SessionRow Row { get; }

    internal static SqliteSnapshot? Open(Connection connection, SnapshotStatements statements, SessionKey key, DateTimeOffset now)
    {
        if (connection.InTransaction) throw new InvalidOperationException("A session is open already: dispose of it first.");
        connection.Execute("BEGIN");
        SqliteSnapshot? snapshot = null;
        try
        {
            return snapshot = ReadConnection.First(
                statements.Session.Bind(1, key.Tenant.Value).Bind(2, key.Session.Value),
                row => new SqliteSnapshot(connection, statements, StoredRows.Session(row), row.Long(StoredRows.SessionColumnCount), now));
        }
        finally
        {
            if (snapshot is null) connection.Abandon();
        }
    }

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(long after, CancellationToken cancellationToken) => Task.FromResult(
        ReadConnection.All(_statements.Events.Bind(1, _number).Bind(2, after), row => new EventRecord(
            new StoredEvent(row.Long(0), row.Text(1) ?? string.Empty, row.Bytes(3).ToArray()), unchecked((uint)row.Long(2)))));

    public Task<IReadOnlyList<TurnTicket>> ReadTicketsAsync(TurnId? after, CancellationToken cancellationToken) =>
        Task.FromResult(ReadConnection.All(_statements.Tickets.Bind(1, _number).Bind(2, after?.Value ?? string.Empty), StoredRows.Ticket));

    public Task<IReadOnlyList<ApprovalRow>> ReadApprovalsAsync(ApprovalId? after, CancellationToken cancellationToken) =>
        Task.FromResult(ReadConnection.All(_statements.Approvals.Bind(1, _number).Bind(2, after?.Value ?? string.Empty), StoredRows.Approval));

    public Task<IReadOnlyList<IdempotencyKey>> ReadKeysAsync(IdempotencyKey? after, CancellationToken cancellationToken) => Task.FromResult(ReadConnection.All(
        _statements.Keys.Bind(1, Row.Key.Tenant.Value).Bind(2, Row.Key.Session.Value).Bind(3, IdempotencyKey.PromptRoute(Row.Key.Session))
            .Bind(4, _now.UtcTicks).Bind(5, after?.Route ?? string.Empty).Bind(6, after?.Key ?? string.Empty),
        StoredRows.IdempotencyKey));

    public ValueTask DisposeAsync()
    {
        _connection.Abandon();
        return ValueTask.CompletedTask;
    }
}
