using System.Data;
using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>The writer's connection: one round trip at a time, each one transaction. Used by who has the turn to write, and by nobody else.</summary>
internal sealed class WriterConnection(PostgresConnections connections, TimeProvider? clock)
{
    private readonly AppendSql _appendSql = new(connections.Schema);
    private readonly AppendOneSql _appendOneSql = new(connections.Schema);
    private NpgsqlConnection? _connection;

    internal bool IsOpen => _connection is { State: ConnectionState.Open };

    /// <summary>Writes a batch; the calling thread waits in the socket.</summary>
    internal void Send(List<PostgresWrite> batch)
    {
        var (appends, statements) = (new List<AppendWrite>(batch.Count), new List<IPostgresStatement>());
        foreach (var write in batch)
        {
            if (write is AppendWrite append) appends.Add(append);
            else statements.Add((IPostgresStatement)write);
        }

        var counted = statements.OfType<CreateWrite>().Select(create => create.CountedTenant).OfType<TenantId>().ToList();
        if (counted.Count > 0) statements.Insert(0, new TenantLocks(counted));
        if (appends.Count > 0)
        {
            appends.Sort(AppendWrite.ByKey);
            statements.Insert(0, Statement(appends));
        }

        Commit(statements);
    }

    /// <summary>Writes one commit over the open connection; no thread waits.</summary>
    internal async Task SendAsync(AppendWrite write)
    {
        var statement = Statement([write]);
        await using var round = new NpgsqlBatch(_connection);
        round.BatchCommands.Add(statement.Command(connections.Schema, clock?.GetUtcNow().UtcTicks));
        await using var reader = await round.ExecuteReaderAsync();
        statement.Read(reader);
        // It is the end of this answer that says that it was committed.
        if (await reader.NextResultAsync()) throw new InvalidOperationException("A statement gave two answers.");
    }

    /// <summary>One round trip: its statements are one transaction, because they end in one Sync.</summary>
    /// <remarks>Source: PostgreSQL's manual, 55.2.3 and 55.2.4: an extended query without BEGIN commits at Sync, pipelined statements together.</remarks>
    internal void Commit(List<IPostgresStatement> statements)
    {
        var connection = Connect();
        var now = clock?.GetUtcNow().UtcTicks;
        using var round = new NpgsqlBatch(connection);
        foreach (var statement in statements) round.BatchCommands.Add(statement.Command(connections.Schema, now));
        using var reader = round.ExecuteReader();
        for (var i = 0; i < statements.Count; i++)
        {
            statements[i].Read(reader);
            // One that answers nothing, not even that there are no rows, would have all behind it read each other's answers.
            if (reader.NextResult() != (i < statements.Count - 1))
                throw new InvalidOperationException($"{statements.Count} statements of a round trip gave another number of answers: one of them returns no rows at all.");
        }
    }

    /// <summary>Closes it; the next batch opens another.</summary>
    internal void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private IPostgresStatement Statement(List<AppendWrite> appends) =>
        appends is [var one] && AppendOne.Fits(one.Commit) ? new AppendOne(_appendOneSql, one) : new AppendSet(_appendSql, appends);

    private NpgsqlConnection Connect()
    {
        if (IsOpen) return _connection!;
        Drop();
        _connection = connections.OpenWriter();
        return _connection;
    }
}
