using Silo.Abstractions.Journal;

namespace Silo.Runtime.Clocks;

/// <summary>The time of day by the journal's clock, so that nodes whose own clocks differ agree on ages, deadlines and expiry.</summary>
/// <remarks>
/// Between two readings the machine's monotonic clock counts on: setting the node's clock changes nothing. Spans and timers are the
/// machine's as ever. A reading is right to half the time that it took.
/// </remarks>
public sealed class JournalTime : TimeProvider
{
    // A slow answer says too little to replace an earlier one, which drifts by milliseconds an hour.
    private static readonly TimeSpan PreciseEnough = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _machine;
    private readonly IJournalClock _journal;
    private volatile Reading _reading;

    private JournalTime(TimeProvider machine, IJournalClock journal, Reading reading)
    {
        _machine = machine;
        _journal = journal;
        _reading = reading;
    }

    /// <inheritdoc />
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <summary>Reads the journal's clock for the first time.</summary>
    /// <param name="machine">The machine's clock, for what passes between two readings.</param>
    /// <param name="journal">The clock to follow.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalException">The journal could not be asked. Retry.</exception>
    public static async Task<JournalTime> StartAsync(TimeProvider machine, IJournalClock journal, CancellationToken cancellationToken) =>
        new(machine, journal, await ReadAsync(machine, journal, cancellationToken));

    /// <summary>Reads the journal's clock again.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How far off this clock was; zero when the answer took too long to be of use.</returns>
    /// <exception cref="JournalException">The journal could not be asked; the earlier reading stays. Retry.</exception>
    public async Task<TimeSpan> SyncAsync(CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(_machine, _journal, cancellationToken);
        if (reading.Took > PreciseEnough) return TimeSpan.Zero;
        var off = reading.At(_machine) - GetUtcNow();
        _reading = reading;
        return off;
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _reading.At(_machine);

    /// <inheritdoc />
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _machine.CreateTimer(callback, state, dueTime, period);

    private static async Task<Reading> ReadAsync(TimeProvider machine, IJournalClock journal, CancellationToken cancellationToken)
    {
        var asked = machine.GetTimestamp();
        var now = await journal.NowAsync(cancellationToken);
        var answered = machine.GetTimestamp();
        var took = machine.GetElapsedTime(asked, answered);
        return new Reading(now + (took / 2), answered, took);
    }

    private sealed record Reading(DateTimeOffset Now, long Timestamp, TimeSpan Took)
    {
        internal DateTimeOffset At(TimeProvider machine) => Now + machine.GetElapsedTime(Timestamp);
    }
}
