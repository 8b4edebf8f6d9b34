namespace Silo.Agents.Scripted;

/// <summary>
/// A time inside a token: 5 characters of base64url that hold 30 bits of microseconds of a monotonic clock, so a stamp means
/// something for 17 minutes, to any process on the same machine.
/// </summary>
public static class TokenStamp
{
    /// <summary>Characters, and bytes of UTF-8, of a stamp: 5.</summary>
    public const int Length = 5;

    private const long Period = 1L << 30;
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The time now, in microseconds of the clock's monotonic timestamp.</summary>
    /// <param name="clock">The clock; the system's counts the same in every process of one machine.</param>
    public static long Microseconds(TimeProvider clock)
    {
        // In two parts: the product of a nanosecond count and a million does not fit.
        var (seconds, rest) = Math.DivRem(clock.GetTimestamp(), clock.TimestampFrequency);
        return (seconds * 1_000_000) + (rest * 1_000_000 / clock.TimestampFrequency);
    }

    /// <summary>Writes a stamp.</summary>
    /// <param name="destination">At least <see cref="Length"/> characters.</param>
    /// <param name="microseconds">The time.</param>
    public static void Write(Span<char> destination, long microseconds)
    {
        for (var i = Length - 1; i >= 0; i--, microseconds >>= 6)
            destination[i] = Digits[(int)(microseconds & 63)];
    }

    /// <summary>Reads how long ago a stamp was written.</summary>
    /// <param name="source">Text that begins with a stamp.</param>
    /// <param name="nowMicroseconds">The time now, by the same clock.</param>
    /// <param name="elapsedMicroseconds">The age, 0 to 17 minutes.</param>
    /// <returns>False when the text does not begin with a stamp.</returns>
    public static bool TryReadAge(ReadOnlySpan<char> source, long nowMicroseconds, out long elapsedMicroseconds)
    {
        elapsedMicroseconds = 0;
        if (source.Length < Length)
            return false;
        long then = 0;
        foreach (var character in source[..Length])
        {
            var digit = Digits.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            then = (then << 6) | (uint)digit;
        }

        elapsedMicroseconds = (nowMicroseconds - then) & (Period - 1);
        return true;
    }
}
