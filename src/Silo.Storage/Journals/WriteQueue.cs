using Silo.Abstractions.Journal;

namespace Silo.Storage.Journals;

/// <summary>The bounded queue between callers and a writer's thread.</summary>
/// <typeparam name="T">One caller's write.</typeparam>
internal sealed class WriteQueue<T>(int lengthMax, Func<T, int> bytesOf) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _room = new(lengthMax, lengthMax);
    private readonly Queue<T> _waiting = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _filled = new(initialState: false, spinCount: 0);
    private bool _closed;

    /// <summary>Adds a request; waits for room when the queue is full.</summary>
    /// <exception cref="ObjectDisposedException">The journal is closed; the request was not taken.</exception>
    internal ValueTask AddAsync(T request, CancellationToken cancellationToken)
    {
        var room = _room.WaitAsync(cancellationToken);
        if (!room.IsCompletedSuccessfully) return AddLaterAsync(room, request, cancellationToken);
        Add(request);
        return ValueTask.CompletedTask;
    }

    /// <summary>Adds to a batch whatever waits, up to the bounds; blocks while the batch is empty.</summary>
    /// <returns>False when the queue is closed and there is nothing left to do.</returns>
    internal bool Take(List<T> batch, int writesMax, int bytesMax)
    {
        while (true)
        {
            lock (_gate)
            {
                TakeWaiting(batch, writesMax, bytesMax);
                if (batch.Count > 0) return true;
                if (_closed) return false;
                _filled.Reset();
            }

            _filled.Wait();
        }
    }

    /// <summary>Adds to a batch whatever waits, up to the bounds.</summary>
    /// <returns>Whether there was any.</returns>
    internal bool TryTake(List<T> batch, int writesMax, int bytesMax)
    {
        lock (_gate) return TakeWaiting(batch, writesMax, bytesMax) > 0;
    }

    /// <summary>Whether it is closed and empty.</summary>
    internal bool IsOver
    {
        get
        {
            lock (_gate) return _closed && _waiting.Count == 0;
        }
    }

    /// <summary>Whether something waits, or the queue is closed: somebody has to look at it.</summary>
    internal bool WantsAttention
    {
        get
        {
            lock (_gate) return _closed || _waiting.Count > 0;
        }
    }

    /// <summary>Takes the one request that waits; nothing when there are none or several.</summary>
    internal T? TakeOnly()
    {
        lock (_gate)
        {
            if (_waiting.Count != 1) return null;
            _room.Release();
            return _waiting.Dequeue();
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
        // Not of the room: callers may still wait for it, each of whom wakes the next, and nobody asked it for a handle.
        _filled.Dispose();
    }

    private int TakeWaiting(List<T> batch, int writesMax, int bytesMax)
    {
        var (taken, bytes) = (0, 0);
        while (batch.Count < writesMax && bytes < bytesMax && _waiting.TryDequeue(out var request))
        {
            batch.Add(request);
            bytes += bytesOf(request);
            taken++;
        }

        if (taken > 0) _room.Release(taken);
        return taken;
    }

    private async ValueTask AddLaterAsync(Task room, T request, CancellationToken cancellationToken)
    {
        await room;
        // Room may come after the caller has left and before the wait has heard of it.
        if (cancellationToken.IsCancellationRequested) _room.Release();
        cancellationToken.ThrowIfCancellationRequested();
        Add(request);
    }

    private void Add(T request)
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
        throw new ObjectDisposedException(nameof(IJournal), "The journal is closed; the write was not taken.");
    }
}
