using Silo.Abstractions.Journal;
using Silo.Storage.Files;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The one thread that writes. It gathers what queued while it was busy into one transaction, without waiting for more.</summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private readonly SqliteJournalOptions _options;
    private readonly BusyRetry _busy;
    private readonly WriteQueue<WriteRequest> _queue;
    private readonly CallLoad _load;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private int _pagesSinceCheckpoint;

    private JournalWriter(SqliteJournalOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _busy = new BusyRetry(time, options.BusyTimeout);
        _queue = new WriteQueue<WriteRequest>(options.QueueLengthMax, static request => request.Bytes);
        _load = new CallLoad(time);
    }

    /// <summary>Opens the database, brings its schema up to date and starts the thread.</summary>
    /// <exception cref="JournalException">It cannot be opened; nothing runs.</exception>
    internal static async Task<JournalWriter> StartAsync(SqliteJournalOptions options, TimeProvider time)
    {
        var writer = new JournalWriter(options, time);
        new Thread(writer.Run) { IsBackground = true, Name = "silo journal writer" }.Start();
        try
        {
            await writer._opened.Task;
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>What waits here.</summary>
    internal JournalLoad Load => _load.Current;

    /// <summary>Writes, with whatever else waits; completes when it is on stable storage.</summary>
    internal Task<T> WriteAsync<T>(WriteRequest<T> request, CancellationToken cancellationToken) => _load.CountAsync(
        request.Bytes,
        async () =>
        {
            await _queue.AddAsync(request, cancellationToken);
            return await request.Told;
        },
        cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task;
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<WriteRequest>(_options.BatchWritesMax);
        try
        {
            using var connection = _busy.Run(Open);
            var statements = new WriteStatements(connection);
            var unfinished = new Queue<WriteRequest>(statements.Sessions.ListBuried().Select(key => new DeleteRequest(key, epoch: 0)));
            _opened.SetResult();
            while (Gather(batch, unfinished))
            {
                WriteBatch(connection, statements, batch, unfinished);
                batch.Clear();
                CheckpointWhenDue(connection);
            }
        }
        catch (Exception e)
        {
            // The edge of a thread: whatever it is, those who wait must hear of it, and nobody may join a queue that nothing empties.
            _queue.Close();
            if (!_opened.TrySetException(e)) FailAll(batch, e);
        }
        finally
        {
            _stopped.SetResult();
        }
    }

    private Connection Open()
    {
        // SQLite would only say that it cannot open the file.
        if (!File.Exists(_options.Path) && !DurableDirectory.IsWritable(Path.GetDirectoryName(Path.GetFullPath(_options.Path))!))
            throw new JournalReadOnlyException($"The journal '{_options.Path}' cannot be made: its directory is absent or read-only. Mend that, then start again.");
        var connection = Connection.Open(_options.Path);
        try
        {
            if (connection.IsReadOnly)
                throw new JournalReadOnlyException($"The journal '{_options.Path}' or its file system is read-only: mend that, then start again.");
            Schema.Read(connection);
            var mode = connection.Text("PRAGMA journal_mode = WAL");
            if (mode != "wal") throw new JournalException($"The file system under '{_options.Path}' cannot hold a write-ahead log (mode '{mode}'): use a local one.");
            connection.Execute($"PRAGMA synchronous = {(_options.SkipSync ? "OFF" : "FULL")}");
            connection.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
            Schema.Upgrade(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool Gather(List<WriteRequest> batch, Queue<WriteRequest> unfinished)
    {
        // Long deletions go on in the gaps: one part per transaction, and they never keep the thread from what is new.
        if (unfinished.TryDequeue(out var next)) batch.Add(next);
        return _queue.Take(batch, _options.BatchWritesMax, _options.BatchBytesMax);
    }

    private void WriteBatch(Connection connection, WriteStatements statements, List<WriteRequest> batch, Queue<WriteRequest> unfinished)
    {
        try
        {
            Write(connection, statements, batch, unfinished);
        }
        catch (JournalException e) when (batch.Count == 1 || e is JournalBusyException)
        {
            foreach (var request in batch) request.Fail(e);
        }
        catch (JournalException)
        {
            // One session's damaged page, or one large write on a nearly full disk, must not fail the neighbours: each alone.
            foreach (var request in batch) WriteBatch(connection, statements, [request], unfinished);
        }
    }

    /// <summary>One transaction. Callers are told only after COMMIT returned, which syncs the log (promise 2).</summary>
    private void Write(Connection connection, WriteStatements statements, List<WriteRequest> batch, Queue<WriteRequest> unfinished)
    {
        Span<bool> done = stackalloc bool[batch.Count];
        var began = _options.Telemetry?.Begin(_time);
        _busy.Run(() => statements.Begin.Step());
        try
        {
            for (var i = 0; i < batch.Count; i++) done[i] = batch[i].Apply(statements);
            statements.Commit.Step();
        }
        finally
        {
            connection.Abandon();
        }

        _options.Telemetry?.Committed(began, _time, batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (done[i]) batch[i].Complete();
            else unfinished.Enqueue(batch[i]);
        }
    }

    private void CheckpointWhenDue(Connection connection)
    {
        _pagesSinceCheckpoint += connection.TakePagesWritten();
        if (_pagesSinceCheckpoint < _options.CheckpointPages) return;

        // One that fails is tried again after as many pages more: the log holds everything meanwhile.
        connection.TryCheckpoint();
        _pagesSinceCheckpoint = 0;
    }

    private void FailAll(List<WriteRequest> batch, Exception e)
    {
        var failure = new JournalException($"The writer of the journal '{_options.Path}' ended: {e.Message} Open the journal again.", e);
        do
        {
            foreach (var request in batch) request.Fail(failure);
            batch.Clear();
        }
        while (_queue.Take(batch, _options.BatchWritesMax, _options.BatchBytesMax));
    }
}
