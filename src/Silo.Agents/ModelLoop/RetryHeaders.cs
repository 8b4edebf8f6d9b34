using System.Globalization;
using System.Net.Http.Headers;

namespace Silo.Agents.ModelLoop;

/// <summary>Reads what a server says about another try.</summary>
internal static class RetryHeaders
{
    /// <summary>From <c>Retry-After-Ms</c>, else from <c>Retry-After</c> in seconds or as a date (RFC 9110 §10.2.3); a past date is no wait.</summary>
    internal static TimeSpan? WaitOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (First(headers, "retry-after-ms") is { } text
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ms) && ms <= int.MaxValue)
            return TimeSpan.FromMilliseconds(ms);
        var wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>From <c>x-should-retry</c>; null when the server does not say.</summary>
    internal static bool? ShouldRetry(HttpResponseHeaders headers) => First(headers, "x-should-retry") switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    private static string? First(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;
}
