using System.Collections.Concurrent;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Reads;

/// <summary>The bounded set of read connections. Readers see a snapshot, and neither wait for the writer nor hold it up.</summary>
internal sealed class ReadPool(SqliteJournalOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(options.ReadersMax, options.ReadersMax);
    private readonly ConcurrentStack<ReadConnection> _idle = new();
    private readonly BusyRetry _busy = new(time, options.BusyTimeout);
    private volatile bool _closed;

    internal async Task<T> ReadAsync<T>(Func<ReadConnection, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteJournal));
            return await _busy.RunAsync(() => ReadOnce(read), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Waits for the reads that run, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (var i = 0; i < options.ReadersMax; i++) await _slots.WaitAsync();
        while (_idle.TryPop(out var connection)) connection.Dispose();

        // Given back so that a reader that still waited finds the journal closed instead of waiting for ever.
        _slots.Release(options.ReadersMax);
    }

    private T ReadOnce<T>(Func<ReadConnection, T> read)
    {
        if (!_idle.TryPop(out var connection)) connection = new ReadConnection(options.Path);
        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Push(connection);
        }
    }
}
