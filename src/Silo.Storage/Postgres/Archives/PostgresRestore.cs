using System.Text.Json;
using Npgsql;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Archives;

/// <summary>A session inside of one write transaction, which other hosts see none of before it commits.</summary>
internal sealed class PostgresRestore : ISessionRestore
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _schema;
    private readonly TimeProvider? _clock;
    private readonly SessionRow _row;
    private long _number;
    private long _head;

    private PostgresRestore(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, SessionRow row, TimeProvider? clock)
    {
        _connection = connection;
        _transaction = transaction;
        _schema = schema;
        _row = row;
        _clock = clock;
    }

    internal static async Task<ISessionRestore> BeginAsync(PostgresConnections connections, SessionRow row, TimeProvider? clock, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenWriterAsync(cancellationToken);
        PostgresRestore? begun = null;
        try
        {
            var restore = new PostgresRestore(connection, await connection.BeginTransactionAsync(cancellationToken), connections.Schema, row, clock);
            await restore.InsertAsync(cancellationToken);
            return begun = restore;
        }
        finally
        {
            if (begun is null) await connection.DisposeAsync();
        }
    }

    public Task AddAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken)
    {
        CommitCheck.CheckRestored(_row.Key, _head, events);
        _head += events.Count;
        return RunAsync(
            $"INSERT INTO {_schema}.event (session, sequence, kind, checksum, utf8) VALUES ($1, $2, $3, $4, $5)", events,
            (command, e) => command.Add(_number).Add(e.Event.Sequence).Add(StoredText.Encode(e.Event.Kind)).Add((long)e.Checksum).Add(e.Event.Utf8), cancellationToken);
    }

    public Task AddAsync(IReadOnlyList<TurnTicket> tickets, CancellationToken cancellationToken)
    {
        foreach (var ticket in tickets) CommitCheck.Check(_row.Key, ticket);
        return RunAsync(
            $"INSERT INTO {_schema}.ticket (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason) " +
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", tickets,
            (command, t) => command.Add(_row.Key.Tenant.Value).Add(t.Turn.Value).Add(_number).Add((short)StoredNames.Of(t.State)).Add(t.QueuedAt.UtcTicks)
                .Add(t.EndedAt?.UtcTicks).Add(t.QueuedSequence).Add(t.EndedSequence).Add(t.StopReason is { } reason ? StoredNames.Of(reason) : null), cancellationToken);
    }

    public Task AddAsync(IReadOnlyList<ApprovalRow> approvals, CancellationToken cancellationToken)
    {
        foreach (var approval in approvals) CommitCheck.Check(_row.Key, approval);
        return RunAsync(
            $"INSERT INTO {_schema}.approval (tenant, id, session, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at) " +
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", approvals,
            (command, a) => command.Add(_row.Key.Tenant.Value).Add(a.Approval.Value).Add(_number).Add(a.Turn.Value).Add(StoredText.Encode(a.Reason))
                .Add(StoredText.Encode(a.Title)).Add(StoredText.Encode(a.Tool)).Add(a.RequestedAt.UtcTicks).Add(a.RequestedSequence).Add(StoredText.Encode(a.Decision))
                .Add(StoredText.Encode(a.Answer)).Add(StoredText.Encode(a.DecidedBy)).Add(a.DecidedAt?.UtcTicks), cancellationToken);
    }

    public Task AddAsync(IReadOnlyList<IdempotencyKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) CommitCheck.Check(key);
        return RunAsync(
            $"INSERT INTO {_schema}.idempotency AS i (tenant, route, key, body_hash, result, expires_at) VALUES ($1, $2, $3, $4, $5, $6) " +
            "ON CONFLICT (tenant, route, key) DO UPDATE SET body_hash = excluded.body_hash, result = excluded.result, expires_at = excluded.expires_at " +
            $"WHERE i.expires_at <= coalesce($7, {_schema}.ticks())", keys,
            (command, k) => command.Add(_row.Key.Tenant.Value).Add(StoredText.Encode(k.Route)).Add(StoredText.Encode(k.Key)).Add(StoredText.Encode(k.BodyHash))
                .Add(StoredText.Encode(k.Result)).Add(k.ExpiresAt.UtcTicks).Add(_clock?.GetUtcNow().UtcTicks), cancellationToken);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_head != _row.Head) throw new InvalidOperationException($"Session {_row.Key} has head {_row.Head}, and events up to {_head}.");
        await PostgresArchive.Named("committing", async () =>
        {
            await _transaction.CommitAsync(cancellationToken);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task InsertAsync(CancellationToken cancellationToken)
    {
        await using (var command = _connection.CreateCommand())
        {
            command.CommandText =
                $"INSERT INTO {_schema}.session (tenant, id, epoch, head, agent, agent_version, title, labels, status, created_at, updated_at, retention, " +
                "owner_node, owner_start, owner_address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING number";
            var labels = _row.Labels.Count == 0 ? null : JsonSerializer.Serialize(_row.Labels.ToDictionary(), LabelsJson.Default.DictionaryStringString);
            command.Add(_row.Key.Tenant.Value).Add(_row.Key.Session.Value).Add(_row.Epoch).Add(_row.Head).Add(_row.Agent).Add(StoredText.Encode(_row.AgentVersion))
                .Add(StoredText.Encode(_row.Title)).Add(StoredText.Encode(labels)).Add((short)StoredNames.Of(_row.Status)).Add(_row.CreatedAt.UtcTicks)
                .Add(_row.UpdatedAt.UtcTicks).Add(_row.Retention?.Ticks).Add(StoredText.Encode(_row.Owner?.Node)).Add(StoredText.Encode(_row.Owner?.Start))
                .Add(StoredText.Encode(_row.Owner?.Address?.OriginalString));
            _number = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        await RunAsync(
            $"INSERT INTO {_schema}.session_label (tenant, name, value, id, session) VALUES ($1, $2, $3, $4, $5)", [.. _row.Labels],
            (command, l) => command.Add(_row.Key.Tenant.Value).Add(StoredText.Encode(l.Key)).Add(StoredText.Encode(l.Value)).Add(_row.Key.Session.Value).Add(_number), cancellationToken);
    }

    /// <summary>One statement for each row, all in one round trip.</summary>
    private async Task RunAsync<T>(string sql, IReadOnlyList<T> rows, Action<NpgsqlBatchCommand, T> bind, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        await PostgresArchive.Named("writing", async () =>
        {
            await using var batch = new NpgsqlBatch(_connection, _transaction);
            foreach (var row in rows)
            {
                var command = new NpgsqlBatchCommand(sql);
                bind(command, row);
                batch.BatchCommands.Add(command);
            }

            return await batch.ExecuteNonQueryAsync(cancellationToken);
        });
    }
}
