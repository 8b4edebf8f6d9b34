namespace Silo.Edge.Tests.Fakes;

/// <summary>A clock that shows one time after the other, each time that it is looked at, and the last one for ever; its timers ring when a test says so.</summary>
internal sealed class EarlyTime(params TimeSpan[] shown) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<(TimerCallback Callback, object? State)> _timers = [];
    private TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock) return shown[Math.Min(_next++, shown.Length - 1)].Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (dueTime > TimeSpan.Zero) _timers.Add((callback, state));
            var made = _made;
            _made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            made.SetResult();
        }

        return new NoTimer();
    }

    /// <summary>Rings the n-th timer that was made, from 1; waits for it.</summary>
    public async Task RingAsync(int number)
    {
        while (true)
        {
            Task made;
            (TimerCallback Callback, object? State)? timer;
            lock (_lock) (made, timer) = (_made.Task, _timers.Count >= number ? _timers[number - 1] : null);
            if (timer is { } there)
            {
                there.Callback(there.State);
                return;
            }

            await made.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
