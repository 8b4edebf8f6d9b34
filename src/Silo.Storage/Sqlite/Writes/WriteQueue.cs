namespace Silo.Storage.Sqlite.Writes;

/// <summary>The bounded queue between callers and the writer's thread.</summary>
internal sealed class WriteQueue(int lengthMax) : IDisposable
{
    private readonly SemaphoreSlim _room = new(lengthMax, lengthMax);
    private readonly Queue<WriteRequest> _waiting = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _filled = new(initialState: false, spinCount: 0);
    private bool _closed;

    /// <summary>Adds a request; waits for room when the queue is full.</summary>
    /// <exception cref="ObjectDisposedException">The journal is closed; the request was not taken.</exception>
    internal ValueTask AddAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var room = _room.WaitAsync(cancellationToken);
        if (!room.IsCompletedSuccessfully) return AddLaterAsync(room, request);
        Add(request);
        return ValueTask.CompletedTask;
    }

    /// <summary>Adds to a batch whatever waits, up to the bounds; blocks while the batch is empty.</summary>
    /// <returns>False when the queue is closed and there is nothing left to do.</returns>
    internal bool Take(List<WriteRequest> batch, int writesMax, int bytesMax)
    {
        while (true)
        {
            lock (_gate)
            {
                var (taken, bytes) = (0, 0);
                while (batch.Count < writesMax && bytes < bytesMax && _waiting.TryDequeue(out var request))
                {
                    batch.Add(request);
                    bytes += request.Bytes;
                    taken++;
                }

                if (taken > 0) _room.Release(taken);
                if (batch.Count > 0) return true;
                if (_closed) return false;
                _filled.Reset();
            }

            _filled.Wait();
        }
    }

    /// <summary>Takes no further request. Those that wait are still given out.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _filled.Set();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _room.Dispose();
        _filled.Dispose();
    }

    private async ValueTask AddLaterAsync(Task room, WriteRequest request)
    {
        await room;
        Add(request);
    }

    private void Add(WriteRequest request)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _waiting.Enqueue(request);
                if (!_filled.IsSet) _filled.Set();
                return;
            }
        }

        _room.Release();
        throw new ObjectDisposedException(nameof(SqliteJournal), "The journal is closed; the write was not taken.");
    }
}
