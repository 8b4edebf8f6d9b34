using System.Globalization;

namespace Silo.Agents.Definitions;

/// <summary>Durations as people write them: a whole or decimal number and one unit, such as <c>500ms</c>, <c>30s</c>, <c>1.5h</c>.</summary>
internal static class DurationText
{
    public const string Form = "a number and one of ms, s, m, h, d, such as 500ms or 30s";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), // before "m" and "s", which it ends with and begins with
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    public static bool TryParse(string text, out TimeSpan value)
    {
        foreach (var (unit, ticks) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            var parsed = decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / ticks;
            value = parsed ? TimeSpan.FromTicks((long)(number * ticks)) : default;
            return parsed;
        }

        value = default;
        return false;
    }

    public static string Format(TimeSpan value)
    {
        foreach (var (unit, ticks) in Units.Reverse())
        {
            if (value.Ticks != 0 && value.Ticks % ticks == 0)
                return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return value.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s";
    }
}
