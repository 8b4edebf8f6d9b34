using Silo.Abstractions.Identity;

namespace Silo.Client.Http;

/// <summary>How long to wait before the next try: doubled each time, between a half and the whole of it, never beyond the bound.</summary>
internal sealed class Backoff(SiloClientOptions options)
{
    private readonly IRandomSource _random = options.Random;

    /// <summary>The wait before a try.</summary>
    /// <param name="failures">How many tries failed in a row: 1, 2, 3 …</param>
    /// <param name="asked">What the server asked for; a lower bound, up to the maximum.</param>
    internal TimeSpan After(int failures, TimeSpan? asked)
    {
        var whole = Math.Min(options.BackoffFirst.Ticks * Math.Pow(2, Math.Min(failures - 1, 30)), options.BackoffMax.Ticks);
        // Whole milliseconds: timers know nothing finer.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(whole * (0.5 + (_random.NextDouble() / 2)) / TimeSpan.TicksPerMillisecond));
        if (asked is { } least && least > wait) wait = least;
        return wait < options.BackoffMax ? wait : options.BackoffMax;
    }
}
