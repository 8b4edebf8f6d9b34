namespace Silo.Client.Tests.Fakes;

/// <summary>A clock on which the first wait of one length is over at once, as is every short one; others never are.</summary>
public sealed class OnceTime(TimeSpan once) : TimeProvider
{
    private readonly AutoTime _time = new();
    private readonly AutoTime _all = new(TimeSpan.FromDays(1));
    private int _done;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime == once && Interlocked.Exchange(ref _done, 1) == 0
            ? _all.CreateTimer(callback, state, dueTime, period)
            : _time.CreateTimer(callback, state, dueTime, period);
}
