using Silo.Abstractions.Journal;

namespace Silo.Storage.Journals;

/// <summary>Counts the calls that wait for a writer, or for a reader, or are under way in it.</summary>
internal sealed class CallLoad(TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _calls;
    private long _bytes;
    private long _lastEnd;

    internal JournalLoad Current
    {
        get
        {
            lock (_lock) return new JournalLoad(_calls, _bytes, _calls == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lastEnd));
        }
    }

    /// <summary>Counts a call until it ends, also when its caller stops waiting for it.</summary>
    internal Task<T> CountAsync<T>(int bytes, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var counted = CountAsync(bytes, call);
        return cancellationToken.CanBeCanceled ? counted.WaitAsync(cancellationToken) : counted;
    }

    /// <summary>Counts a call until it ends.</summary>
    internal async Task<T> CountAsync<T>(int bytes, Func<Task<T>> call)
    {
        lock (_lock)
        {
            if (_calls++ == 0) _lastEnd = time.GetTimestamp();
            _bytes += bytes;
        }

        try
        {
            return await call();
        }
        finally
        {
            lock (_lock)
            {
                _calls--;
                _bytes -= bytes;
                _lastEnd = time.GetTimestamp();
            }
        }
    }
}
