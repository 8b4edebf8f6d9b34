using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>The one thread that writes. It gathers what queued while the server was busy into one round trip, and so one transaction, without waiting for more.</summary>
/// <remarks>A thread of its own, that waits in the socket: as one task of many it would stand behind all that its last answer set going, with the server idle.</remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int RacesMax = 5;

    private readonly PostgresConnections _connections;
    private readonly PostgresJournalOptions _options;
    private readonly WriteQueue<PostgresWrite> _queue;
    private readonly AppendSql _appendSql;
    private readonly CommitNotifier _notifier;
    private readonly Queue<PostgresWrite> _unfinished = new();
    private readonly HashSet<SessionKey> _sessions = [];
    private readonly CallLoad _load;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlConnection? _connection;

    internal PostgresWriter(PostgresConnections connections, PostgresJournalOptions options, TimeProvider time, IEnumerable<SessionKey> buried)
    {
        _connections = connections;
        _options = options;
        _appendSql = new AppendSql(connections.Schema);
        _notifier = new CommitNotifier(connections, time);
        _load = new CallLoad(time);
        foreach (var key in buried) _unfinished.Enqueue(new DeleteWrite(key, epoch: 0));
        _queue = new WriteQueue<PostgresWrite>(options.QueueLengthMax, static write => write.Bytes);
        new Thread(Run) { IsBackground = true, Name = "silo journal writer" }.Start();
    }

    /// <summary>What waits here.</summary>
    internal JournalLoad Load => _load.Current;

    /// <summary>Writes, with whatever else waits; completes when it has been committed.</summary>
    internal Task<T> WriteAsync<T>(PostgresWrite<T> write, CancellationToken cancellationToken) => _load.CountAsync(
        write.Bytes,
        async () =>
        {
            await _queue.AddAsync(write, cancellationToken);
            return await write.Told;
        },
        cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task;
        await _notifier.DisposeAsync();
        _queue.Dispose();
    }

    private void Run()
    {
        var (batch, later) = (new List<PostgresWrite>(), new List<PostgresWrite>());
        try
        {
            while (Gather(batch, later))
            {
                WriteBatch(batch);
                batch.Clear();
                (batch, later) = (later, batch);
            }

            DropConnection();
        }
        catch (Exception e)
        {
            // The edge of a thread: whatever it is, those who wait must hear of it, and nobody may join a queue that nothing empties.
            _queue.Close();
            FailAll([.. batch, .. later], e);
        }
        finally
        {
            _stopped.SetResult();
        }
    }

    // Long deletions go on in the gaps: one part per transaction, and they never keep the thread from what is new.
    private bool Gather(List<PostgresWrite> batch, List<PostgresWrite> later)
    {
        if (_unfinished.TryDequeue(out var part)) batch.Add(part);
        if (!_queue.Take(batch, _options.BatchWritesMax, _options.BatchBytesMax - batch.Sum(write => write.Bytes))) return false;

        // The second commit of a session is decided by what the first one left: it goes with the next transaction, and so does what came after it.
        _sessions.Clear();
        var second = batch.FindIndex(write => write is AppendWrite append && !_sessions.Add(append.Commit.Key));
        if (second < 0) return true;
        later.AddRange(batch[second..]);
        batch.RemoveRange(second, batch.Count - second);
        return true;
    }

    private void WriteBatch(List<PostgresWrite> batch)
    {
        for (var races = 0; ; races++)
        {
            try
            {
                Send(batch);
                break;
            }
            catch (Exception e) when (PostgresError.IsRace(e) && races < RacesMax)
            {
                // The server has undone it all: made again, it sees what the other host did.
            }
            catch (Exception e) when (PostgresError.IsUndone(e) && batch.Count > 1)
            {
                // What one of them did wrong must not fail the neighbours: each alone.
                foreach (var write in batch) WriteBatch([write]);
                return;
            }
            catch (Exception e)
            {
                Fail(batch, e);
                return;
            }
        }

        // From here on it is committed: nothing of it is ever sent again.
        var refused = new List<AppendWrite>();
        foreach (var write in batch)
        {
            if (write is AppendWrite { IsRefused: true } append) refused.Add(append);
            else Complete(write);
        }

        if (refused.Count > 0) Explain(refused);
    }

    private void Explain(List<AppendWrite> refused)
    {
        try
        {
            Commit([new RefusedSet(refused)]);
        }
        catch (Exception e)
        {
            Fail(refused, e);
            return;
        }

        foreach (var write in refused) Complete(write);
    }

    private void Complete(PostgresWrite write)
    {
        if (write.Left is { } left) _notifier.Add(left);
        if (!write.Complete()) _unfinished.Enqueue(write);
    }

    // Whatever it is, those who wait must hear of it. Only what the server has undone leaves a connection of use.
    private void Fail(IReadOnlyList<PostgresWrite> writes, Exception e)
    {
        if (!PostgresError.IsUndone(e)) DropConnection();
        var failure = PostgresError.From(e, "writing");
        foreach (var write in writes) write.Fail(failure);
    }

    private void FailAll(List<PostgresWrite> batch, Exception e)
    {
        var failure = new JournalException($"The journal's writer ended: {e.Message} Open the journal again.", e);
        do
        {
            foreach (var write in batch) write.Fail(failure);
            batch.Clear();
        }
        while (_queue.Take(batch, _options.BatchWritesMax, _options.BatchBytesMax));
    }

    private void Send(List<PostgresWrite> batch)
    {
        var (appends, statements) = (new List<AppendWrite>(batch.Count), new List<IPostgresStatement>());
        foreach (var write in batch)
        {
            if (write is AppendWrite append) appends.Add(append);
            else statements.Add((IPostgresStatement)write);
        }

        if (appends.Count > 0)
        {
            appends.Sort(AppendWrite.ByKey);
            statements.Insert(0, appends is [var one] && AppendOne.Fits(one.Commit) ? new AppendOne(_appendSql, one) : new AppendSet(_appendSql, appends));
        }

        Commit(statements);
    }

    /// <summary>One round trip: its statements are one transaction, because they end in one Sync.</summary>
    /// <remarks>Source: PostgreSQL's manual, 55.2.3 and 55.2.4: an extended query without BEGIN commits at Sync, pipelined statements together.</remarks>
    private void Commit(List<IPostgresStatement> statements)
    {
        var connection = Connect();
        var now = _options.Clock?.GetUtcNow().UtcTicks;
        using var round = new NpgsqlBatch(connection);
        foreach (var statement in statements) round.BatchCommands.Add(statement.Command(_connections.Schema, now));
        using var reader = round.ExecuteReader();
        for (var i = 0; i < statements.Count; i++)
        {
            statements[i].Read(reader);
            // One that answers nothing, not even that there are no rows, would have all behind it read each other's answers.
            if (reader.NextResult() != (i < statements.Count - 1))
                throw new InvalidOperationException($"{statements.Count} statements of a round trip gave another number of answers: one of them returns no rows at all.");
        }
    }

    private NpgsqlConnection Connect()
    {
        if (_connection is { State: System.Data.ConnectionState.Open }) return _connection;
        DropConnection();
        _connection = _connections.OpenWriter();
        return _connection;
    }

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
