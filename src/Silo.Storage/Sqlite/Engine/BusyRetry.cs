using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>Waits for another process that holds the database, up to a bound.</summary>
/// <remarks>SQLite's own busy handler is not used: the bundled build sleeps for whole seconds.</remarks>
internal sealed class BusyRetry(TimeProvider time, TimeSpan timeout)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs an act on a thread of the caller's own, which it blocks while it waits.</summary>
    /// <exception cref="JournalBusyException">The wait is over.</exception>
    internal T Run<T>(Func<T> act)
    {
        long? since = null;
        while (true)
        {
            try
            {
                return act();
            }
            catch (JournalBusyException) when (MayWait(ref since))
            {
                using var paused = new ManualResetEventSlim();
                using var timer = time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), paused, Pause, Timeout.InfiniteTimeSpan);
                paused.Wait();
            }
        }
    }

    /// <summary>Runs an act, and waits without a thread.</summary>
    /// <exception cref="JournalBusyException">The wait is over.</exception>
    internal async Task<T> RunAsync<T>(Func<T> act, CancellationToken cancellationToken)
    {
        long? since = null;
        while (true)
        {
            try
            {
                return act();
            }
            catch (JournalBusyException) when (MayWait(ref since))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private bool MayWait(ref long? since)
    {
        since ??= time.GetTimestamp();
        return time.GetElapsedTime(since.Value) < timeout;
    }
}
