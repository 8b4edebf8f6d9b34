namespace Silo.Agents.Tests.Scripted;

/// <summary>A clock that only moves when a test moves it; timers fire on the thread that moves it, in order of their time.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => new(_now);

    /// <summary>How much later than asked timers fire.</summary>
    public TimeSpan Lateness { get; init; }

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer and fires it; false when none waits.</summary>
    public bool FireNext()
    {
        ManualTimer? next = null;
        foreach (var timer in _timers)
        {
            if (timer.Due is { } due && (next is null || due < next.Due))
                next = timer;
        }

        if (next is null)
            return false;
        _now = Math.Max(_now, next.Due!.Value);
        next.Fire();
        return true;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + (dueTime + clock.Lateness).Ticks;
            return true;
        }

        public void Fire()
        {
            Due = null;
            callback(state);
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
