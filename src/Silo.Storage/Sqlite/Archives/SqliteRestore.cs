using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;
using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Sqlite.Archives;

/// <summary>A session inside of one write transaction.</summary>
internal sealed class SqliteRestore : ISessionRestore
{
    private readonly Connection _connection;
    private readonly WriteStatements _statements;
    private readonly SessionRow _row;
    private readonly TimeProvider _time;
    private readonly long _number;
    private long _head;

    private SqliteRestore(Connection connection, WriteStatements statements, SessionRow row, TimeProvider time, long number)
    {
        _connection = connection;
        _statements = statements;
        _row = row;
        _time = time;
        _number = number;
    }

    internal static SqliteRestore Begin(Connection connection, WriteStatements statements, SessionRow row, TimeProvider time)
    {
        statements.Begin.Step();
        SqliteRestore? begun = null;
        try
        {
            if (statements.Sessions.Find(row.Key) is not null) throw new InvalidOperationException($"The id of session {row.Key} belongs, or belonged, to a session here.");
            var number = statements.Sessions.Insert(row);
            statements.Sessions.Fence(number, row.Epoch, row.Owner);
            return begun = new SqliteRestore(connection, statements, row, time, number);
        }
        finally
        {
            if (begun is null) connection.Abandon();
        }
    }

    public Task AddAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken)
    {
        CommitCheck.CheckRestored(_row.Key, _head, events);
        var seed = EventChecksum.Seed(_row.Key);
        foreach (var record in events) _statements.Events.Insert(_number, seed, record.Event);
        _head += events.Count;
        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyList<TurnTicket> tickets, CancellationToken cancellationToken)
    {
        foreach (var ticket in tickets)
        {
            CommitCheck.Check(_row.Key, ticket);
            if (_statements.Tickets.SessionOf(_row.Key.Tenant, ticket.Turn) is not null) throw new InvalidOperationException($"Turn '{ticket.Turn}' belongs to a session here.");
            _statements.Tickets.Put(_number, ticket);
        }

        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyList<ApprovalRow> approvals, CancellationToken cancellationToken)
    {
        foreach (var approval in approvals)
        {
            CommitCheck.Check(_row.Key, approval);
            if (_statements.Approvals.SessionOf(_row.Key.Tenant, approval.Approval) is not null)
                throw new InvalidOperationException($"Approval '{approval.Approval}' belongs to a session here.");
            _statements.Approvals.Put(_number, approval);
        }

        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyList<IdempotencyKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            CommitCheck.Check(key);
            if (_statements.Keys.Find(_row.Key.Tenant, key.Route, key.Key, _time.GetUtcNow()) is null) _statements.Keys.Put(_row.Key.Tenant, key);
        }

        return Task.CompletedTask;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_head != _row.Head) throw new InvalidOperationException($"Session {_row.Key} has head {_row.Head}, and events up to {_head}.");
        _statements.Commit.Step();
        _connection.TryCheckpoint();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Abandon();
        return ValueTask.CompletedTask;
    }
}
