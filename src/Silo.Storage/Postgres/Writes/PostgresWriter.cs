using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Writes, one round trip at a time. What queued while the server was busy goes as one, and so as one transaction, without waiting for more.</summary>
/// <remarks>
/// There is one turn to write, and whoever has it writes. A commit that finds nobody writing takes the turn itself, sends, and is told on the
/// thread that the answer came to: handing it to another thread and back would take as long as the server's part. Everything else is the
/// thread's: several at once, whatever failed or was refused, and all that is not a commit. A thread of its own, that waits in the
/// socket: as one task of many it would stand behind all that its last answer set going, with the server idle.
/// </remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int RacesMax = 5;

    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly WriterConnection _connection;
    private readonly WriteQueue<PostgresWrite> _queue;
    private readonly CommitNotifier _notifier;
    private readonly Queue<PostgresWrite> _unfinished = new();
    private readonly HashSet<SessionKey> _sessions = [];
    private readonly CallLoad _load;
    private readonly ManualResetEventSlim _threadsTurn = new(initialState: false, spinCount: 0);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;
    private (AppendWrite Write, Exception? Failure)? _handedOver;

    internal PostgresWriter(PostgresConnections connections, PostgresJournalOptions options, TimeProvider time, IEnumerable<SessionKey> buried)
    {
        _options = options;
        _time = time;
        _connection = new WriterConnection(connections, options.Clock);
        _notifier = new CommitNotifier(connections, time);
        _load = new CallLoad(time);
        foreach (var key in buried) _unfinished.Enqueue(new DeleteWrite(key, epoch: 0));
        _queue = new WriteQueue<PostgresWrite>(options.QueueLengthMax, static write => write.Bytes);
        // The first turn is the thread's: it opens the connection.
        _isTaken = 1;
        _threadsTurn.Set();
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
            if (TryTakeTurn()) _ = WriteHereAsync();
            return await write.Told;
        },
        cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (TryTakeTurn()) _threadsTurn.Set();
        await _stopped.Task;
        await _notifier.DisposeAsync();
        _queue.Dispose();
        _threadsTurn.Dispose();
    }

    private bool TryTakeTurn() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Ends the turn, or hands it to the thread when something came meanwhile.</summary>
    private void EndTurn()
    {
        Volatile.Write(ref _isTaken, 0);
        if (_queue.WantsAttention && TryTakeTurn()) _threadsTurn.Set();
    }

    /// <summary>A turn that a caller took: writes the one commit that waits, or hands the turn to the thread. Throws nothing, so nobody waits for it.</summary>
    private async Task WriteHereAsync()
    {
        if (!_connection.IsOpen || _queue.TakeOnly() is not { } taken)
        {
            if (_queue.WantsAttention) _threadsTurn.Set();
            else EndTurn();
            return;
        }

        if (taken is not AppendWrite write)
        {
            _unfinished.Enqueue(taken);
            _threadsTurn.Set();
            return;
        }

        try
        {
            var began = _options.Telemetry?.Begin(_time);
            await _connection.SendAsync(write);
            _options.Telemetry?.Committed(began, _time, writes: 1);
        }
#pragma warning disable CA1031 // Whatever it is: the thread knows what to do about it, and tells who waits.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandOver(write, e);
            return;
        }

        if (write.IsRefused)
        {
            HandOver(write, failure: null);
            return;
        }

        if (write.Left is { } left) _notifier.Add(left);
        EndTurn();
        // The last thing here: from now on this is the caller's thread, and another may have the turn.
        write.Complete(here: true);
    }

    private void HandOver(AppendWrite write, Exception? failure)
    {
        _handedOver = (write, failure);
        _threadsTurn.Set();
    }

    private void Run()
    {
        var (batch, later) = (new List<PostgresWrite>(), new List<PostgresWrite>());
        try
        {
            do
            {
                _threadsTurn.Wait();
                _threadsTurn.Reset();
                Finish();
                while (Gather(batch, later))
                {
                    WriteBatch(batch);
                    batch.Clear();
                    (batch, later) = (later, batch);
                }
            }
            while (GoesOn());
        }
        catch (Exception e)
        {
            // The edge of a thread: whatever it is, those who wait must hear of it, and nobody may join a queue that nothing empties.
            _queue.Close();
            if (_handedOver is { } handed) batch.Add(handed.Write);
            FailAll([.. batch, .. later, .. _unfinished], e);
        }
        finally
        {
            _connection.Drop();
            _stopped.SetResult();
        }
    }

    /// <summary>Ends the thread's turn, unless the queue is closed and empty: then the turn stays taken for good.</summary>
    private bool GoesOn()
    {
        if (_queue.IsOver) return false;
        EndTurn();
        return true;
    }

    /// <summary>Goes on with what a caller's turn began: it failed, or was refused.</summary>
    private void Finish()
    {
        if (_handedOver is not { } handed) return;
        if (handed.Failure is not { } failure) Settle([handed.Write]);
        else if (IsToBeMadeAgain([handed.Write], failure, races: 0)) WriteBatch([handed.Write]);
        _handedOver = null;
    }

    // Long deletions go on in the gaps: one part per transaction, and they never keep the thread from what is new.
    private bool Gather(List<PostgresWrite> batch, List<PostgresWrite> later)
    {
        if (_unfinished.TryDequeue(out var part)) batch.Add(part);
        _queue.TryTake(batch, _options.BatchWritesMax, _options.BatchBytesMax - batch.Sum(write => write.Bytes));
        if (batch.Count == 0) return false;

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
                var began = _options.Telemetry?.Begin(_time);
                _connection.Send(batch);
                _options.Telemetry?.Committed(began, _time, batch.Count);
                break;
            }
            catch (Exception e)
            {
                if (!IsToBeMadeAgain(batch, e, races)) return;
            }
        }

        Settle(batch);
    }

    /// <summary>Does what is to be done about a round trip that failed.</summary>
    /// <returns>Whether it is to be made again; else its callers have been told.</returns>
    private bool IsToBeMadeAgain(List<PostgresWrite> batch, Exception e, int races)
    {
        // The server has undone it all: made again, it sees what the other host did.
        if (PostgresError.IsRace(e) && races < RacesMax) return true;

        // What one of them did wrong must not fail the neighbours: each alone.
        if (PostgresError.IsUndone(e) && batch.Count > 1)
            foreach (var write in batch) WriteBatch([write]);
        else
            Fail(batch, e);
        return false;
    }

    /// <summary>Tells the callers. It is committed: nothing of it is ever sent again.</summary>
    private void Settle(List<PostgresWrite> batch)
    {
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
            _connection.Commit([new RefusedSet(refused)]);
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
        if (!write.Complete(here: false)) _unfinished.Enqueue(write);
    }

    // Whatever it is, those who wait must hear of it. Only what the server has undone leaves a connection of use.
    private void Fail(IReadOnlyList<PostgresWrite> writes, Exception e)
    {
        if (!PostgresError.IsUndone(e)) _connection.Drop();
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
        while (_queue.TryTake(batch, _options.BatchWritesMax, _options.BatchBytesMax));
    }
}
