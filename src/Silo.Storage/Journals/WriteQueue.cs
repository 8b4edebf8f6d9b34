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
        if (!room.IsCompletedSuccessfully) return AddLaterAsync(room, request);
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
                var (taken, bytes) = (0, 0);
                while (batch.Count < writesMax && bytes < bytesMax && _waiting.TryDequeue(out var request))
                {
                    batch.Add(request);
                    bytes += bytesOf(request);
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

    private async ValueTask AddLaterAsync(Task room, T request)
    {
        await room;
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
