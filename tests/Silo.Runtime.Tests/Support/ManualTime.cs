namespace Silo.Runtime.Tests.Support;

/// <summary>A clock that moves only when told to; its timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(t => t.Due <= _now).OrderBy(t => t.Due)];
            foreach (var timer in due) timer.Due = DateTimeOffset.MaxValue;
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Waits until a timer is due within a span, then moves there.</summary>
    public async Task AdvanceWhenArmedAsync(TimeSpan atLeast, TimeSpan atMost)
    {
        while (true)
        {
            Task armed;
            lock (_lock)
            {
                armed = _armed.Task;
                if (_timers.Any(t => t.Due >= _now + atLeast && t.Due <= _now + atMost)) break;
            }

            await armed.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Advance(atMost);
    }

    /// <summary>Waits until so many timers are due after exactly a span.</summary>
    public async Task WhenArmedAsync(TimeSpan after, int count)
    {
        while (true)
        {
            Task armed;
            lock (_lock)
            {
                armed = _armed.Task;
                if (_timers.Count(t => t.Due == _now + after) >= count) return;
            }

            await armed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                if (!time._timers.Contains(this)) time._timers.Add(this);
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time._now + dueTime;
                time._armed.TrySetResult();
                time._armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (dueTime == TimeSpan.Zero) Fire();
            return true;
        }

        public void Fire()
        {
            lock (time._lock) Due = DateTimeOffset.MaxValue;
            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
