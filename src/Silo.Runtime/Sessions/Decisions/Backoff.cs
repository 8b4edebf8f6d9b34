namespace Silo.Runtime.Sessions.Decisions;

/// <summary>How long to wait before the next attempt: exponential, half of it by chance ("equal jitter"), never less than the server asked for.</summary>
/// <remarks>Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.</remarks>
internal static class Backoff
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    internal static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    /// <summary>No server's word is taken for longer than this; whoever means longer means never.</summary>
    internal static readonly TimeSpan AskedMost = TimeSpan.FromDays(30);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempt">The attempt that failed: 1, 2, 3 …</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    internal static TimeSpan Delay(int attempt, TimeSpan? retryAfter, double jitter)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempt - 1, 0, 20));
        var bounded = doubled < Most ? doubled : Most;
        var wait = (bounded / 2) + (bounded / 2 * jitter);
        // Servers that name a time get everybody back at that moment: spread by up to a tenth.
        var after = retryAfter is { } named && named > TimeSpan.Zero ? named < AskedMost ? named : AskedMost : TimeSpan.Zero;
        var asked = after + (after / 10 * jitter);
        return asked > wait ? asked : wait;
    }
}
