using System.Globalization;

namespace Silo.Agents.Definitions;

/// <summary>Sizes as people write them: a whole number of bytes, or a number and one unit, such as <c>4MiB</c>.</summary>
internal static class ByteSizeText
{
    public const string Form = "a whole number of bytes, or a number and one of KiB, MiB, GiB, TiB, such as 4MiB";

    private static readonly (string Unit, long Bytes)[] Units = [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    public static bool TryParse(string text, out long value)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            var parsed = decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / bytes
                && number * bytes % 1 == 0;
            value = parsed ? (long)(number * bytes) : 0;
            return parsed;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    public static string Format(long value)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (value != 0 && value % bytes == 0)
                return (value / bytes).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }
}
