namespace Silo.Client.Tests.Fakes;

/// <summary>A clock on which the first wait of one length is over at once, or, held, when <see cref="Pass"/> says so; as is every short one at once; others never are.</summary>
public sealed class OnceTime(TimeSpan once, bool held = false) : TimeProvider
{
    private readonly AutoTime _time = new();
    private readonly AutoTime _all = new(TimeSpan.FromDays(1));
    private int _done;
    private Action? _pass;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != once || Interlocked.Exchange(ref _done, 1) != 0) return _time.CreateTimer(callback, state, dueTime, period);
        if (!held) return _all.CreateTimer(callback, state, dueTime, period);
        _pass = () => callback(state);
        return _time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }

    /// <summary>Ends the wait that is held, if it still is.</summary>
    public void Pass() => Interlocked.Exchange(ref _pass, null)?.Invoke();
}
