using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Silo.Edge.Http.Turns;

/// <summary>Reads <c>Prefer: wait=n</c> (RFC 7240): seconds that the caller would wait for the end.</summary>
internal static class PreferWait
{
    public const int SecondsMax = 300;

    /// <summary>The seconds, cut to 300; null when nothing, or nothing readable, is preferred: a preference is never an error.</summary>
    public static int? Read(HttpRequest request)
    {
        foreach (var line in request.Headers["Prefer"])
            foreach (var preference in (line ?? string.Empty).Split([',', ';'], StringSplitOptions.TrimEntries))
            {
                var equals = preference.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0 || !preference.AsSpan(0, equals).Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)) continue;
                if (int.TryParse(preference.AsSpan(equals + 1).Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    return Math.Min(seconds, SecondsMax);
            }

        return null;
    }
}
