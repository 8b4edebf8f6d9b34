namespace Silo.Conformance.Journal;

/// <summary>A clock that stands still until a test moves it. Its timers are real: they bound waits for other processes.</summary>
public sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
