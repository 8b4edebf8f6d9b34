namespace Silo.Runtime.Steps;

/// <summary>The time of one tool call: its limit, then a grace; both stand still while a person is asked.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeSpan _grace;
    private readonly CancellationTokenSource _timeout;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _overTimer;
    private readonly Lock _gate = new();
    private int _questions;
    private bool _disposed;

    internal CallClock(TimeSpan limit, TimeSpan grace, TimeProvider time)
    {
        _limit = limit;
        _grace = grace;
        _timeout = new CancellationTokenSource(limit, time);
        _overTimer = time.CreateTimer(_ => _over.TrySetResult(), null, limit + grace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the limit is reached.</summary>
    internal CancellationToken Token => _timeout.Token;

    /// <summary>Completes when the grace is over as well.</summary>
    internal Task Over => _over.Task;

    /// <summary>A person is asked: it stands still until every question is over, and then begins anew.</summary>
    internal void Stop() => Count(1);

    internal void Go() => Count(-1);

    public void Dispose()
    {
        // A question may be waited for longer than its call lives.
        lock (_gate) _disposed = true;
        _overTimer.Dispose();
        _timeout.Dispose();
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            _questions += change;
            if (_disposed || _questions > 1 || (_questions == 1 && change < 0)) return;
            _timeout.CancelAfter(_questions > 0 ? Timeout.InfiniteTimeSpan : _limit);
            _overTimer.Change(_questions > 0 ? Timeout.InfiniteTimeSpan : _limit + _grace, Timeout.InfiniteTimeSpan);
        }
    }
}
