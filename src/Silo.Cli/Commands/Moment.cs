using System.Globalization;

namespace Silo.Cli.Commands;

/// <summary>A time as a person types it.</summary>
internal static class Moment
{
    /// <summary>Reads a time in RFC 3339, or how long ago; null for none.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    internal static DateTimeOffset? Read(string? text, DateTimeOffset now)
    {
        if (text is null) return null;
        if (Span(text) is { } ago && ago <= now - DateTimeOffset.UnixEpoch) return now - ago;
        // A time without its zone would be another one on another machine.
        if (text.Contains('T', StringComparison.Ordinal) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        throw new UsageException($"'{text}' is no time: write 2026-01-31T12:00:00Z, or how long ago: 90m, 24h, 7d.");
    }

    /// <summary>Reads a span such as <c>90m</c>, <c>24h</c> or <c>7d</c>; null for anything else.</summary>
    internal static TimeSpan? Span(string text) =>
        text.Length is >= 2 and <= 6 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? text[^1] switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), 'd' => TimeSpan.FromDays(count), _ => null }
            : null;
}
