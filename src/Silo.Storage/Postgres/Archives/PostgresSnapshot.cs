using System.Data;
using Npgsql;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Archives;

/// <summary>A session inside of one read-only transaction, all of whose statements see the same moment.</summary>
internal sealed class PostgresSnapshot : ISessionSnapshot
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _schema;
    private readonly TimeProvider? _clock;
    private readonly long _number;

    private PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, TimeProvider? clock, SessionRow row, long number)
    {
        _connection = connection;
        _transaction = transaction;
        _schema = schema;
        _clock = clock;
        _number = number;
        Row = row;
    }

    public SessionRow Row { get; }

    internal static async Task<ISessionSnapshot?> OpenAsync(PostgresConnections connections, SessionKey key, TimeProvider? clock, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenReaderAsync(cancellationToken);
        PostgresSnapshot? snapshot = null;
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"SELECT {PostgresRows.SessionColumns}, s.number FROM {connections.Schema}.session s WHERE s.tenant = $1 AND s.id = $2 AND s.deleted + 0 = 0";
            command.Add(key.Tenant.Value).Add(key.Session.Value);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken)) return null;
            return snapshot = new PostgresSnapshot(
                connection, transaction, connections.Schema, clock, PostgresRows.Session(reader), reader.GetInt64(PostgresRows.SessionColumnCount));
        }
        finally
        {
            // A connection that goes back to its pool leaves its transaction behind.
            if (snapshot is null) await connection.DisposeAsync();
        }
    }

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(long after, CancellationToken cancellationToken) => AllAsync(
        $"SELECT sequence, kind, checksum, utf8 FROM {_schema}.event WHERE session = $1 AND sequence > $2 ORDER BY sequence LIMIT {ISessionSnapshot.EventsMax}",
        command => command.Add(_number).Add(after),
        row => new EventRecord(new StoredEvent(row.GetInt64(0), PostgresRows.Text(row, 1)!, row.GetFieldValue<byte[]>(3)), unchecked((uint)row.GetInt64(2))), cancellationToken);

    public Task<IReadOnlyList<TurnTicket>> ReadTicketsAsync(TurnId? after, CancellationToken cancellationToken) => AllAsync(
        $"SELECT {PostgresRows.TicketColumns} FROM {_schema}.ticket t JOIN {_schema}.session s ON s.number = t.session " +
        $"WHERE t.session = $1 AND t.turn > $2 ORDER BY t.turn LIMIT {ISessionSnapshot.RowsMax}",
        command => command.Add(_number).Add(after?.Value ?? string.Empty), PostgresRows.Ticket, cancellationToken);

    public Task<IReadOnlyList<ApprovalRow>> ReadApprovalsAsync(ApprovalId? after, CancellationToken cancellationToken) => AllAsync(
        $"SELECT {PostgresRows.ApprovalColumns} FROM {_schema}.approval a JOIN {_schema}.session s ON s.number = a.session " +
        $"WHERE a.session = $1 AND a.id > $2 ORDER BY a.id LIMIT {ISessionSnapshot.RowsMax}",
        command => command.Add(_number).Add(after?.Value ?? string.Empty), PostgresRows.Approval, cancellationToken);

    // The route that makes sessions stands as a text, so that its partial index serves.
    public Task<IReadOnlyList<IdempotencyKey>> ReadKeysAsync(IdempotencyKey? after, CancellationToken cancellationToken) => AllAsync(
        $"""
        SELECT {PostgresRows.KeyColumns} FROM (
            SELECT {PostgresRows.KeyColumns} FROM {_schema}.idempotency WHERE tenant = $1 AND result = $2 AND route = '{IdempotencyKey.CreateRoute}'
            UNION ALL SELECT {PostgresRows.KeyColumns} FROM {_schema}.idempotency WHERE tenant = $1 AND route = $3) k
        WHERE expires_at > (SELECT coalesce($4, {_schema}.ticks())) AND (route, key) > ($5, $6) ORDER BY route, key LIMIT {ISessionSnapshot.RowsMax}
        """,
        command => command.Add(Row.Key.Tenant.Value).Add(Row.Key.Session.Value).Add(IdempotencyKey.PromptRoute(Row.Key.Session))
            .Add(_clock?.GetUtcNow().UtcTicks).Add(StoredText.Encode(after?.Route) ?? string.Empty).Add(StoredText.Encode(after?.Key) ?? string.Empty),
        row => PostgresRows.Key(row, 0), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task<IReadOnlyList<T>> AllAsync<T>(string sql, Action<NpgsqlCommand> bind, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        PostgresArchive.Named<IReadOnlyList<T>>("reading", async () =>
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = sql;
            bind(command);
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
            return rows;
        });
}
