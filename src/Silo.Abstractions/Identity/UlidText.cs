using System.Buffers.Binary;

namespace Silo.Abstractions.Identity;

/// <summary>Writes and checks lower-case ULIDs (26 Crockford base-32 characters: 48 bits of milliseconds, 80 bits of randomness).</summary>
/// <remarks>Source: the ULID specification. Silo writes them in lower case and accepts no other spelling, so that an id has one form.</remarks>
public static class UlidText
{
    /// <summary>Length of the text without a prefix, in characters.</summary>
    public const int Length = 26;

    /// <summary>Length of the binary form, in bytes.</summary>
    public const int BinaryLength = 16;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Makes the text of one ULID.</summary>
    /// <param name="time">Its time part; years 1970 to 10889.</param>
    /// <param name="random">Exactly 10 random bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="random"/> is not 10 bytes. Do not retry.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> lies before 1970. Do not retry.</exception>
    public static string Create(DateTimeOffset time, ReadOnlySpan<byte> random)
    {
        if (random.Length != 10) throw new ArgumentException("A ULID takes exactly 10 random bytes.", nameof(random));
        var milliseconds = time.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(time));
        Span<byte> binary = stackalloc byte[BinaryLength];
        BinaryPrimitives.WriteInt64BigEndian(binary, milliseconds << 16);
        random.CopyTo(binary[6..]);
        return Format(binary);
    }

    /// <summary>Writes 16 bytes as 26 characters.</summary>
    /// <param name="binary">Exactly 16 bytes, big-endian.</param>
    /// <exception cref="ArgumentException"><paramref name="binary"/> is not 16 bytes. Do not retry.</exception>
    public static string Format(ReadOnlySpan<byte> binary)
    {
        if (binary.Length != BinaryLength) throw new ArgumentException("A ULID has exactly 16 bytes.", nameof(binary));
        var value = BinaryPrimitives.ReadUInt128BigEndian(binary);
        Span<char> text = stackalloc char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }

        return new string(text);
    }

    /// <summary>Reads 26 characters into 16 bytes.</summary>
    /// <param name="text">The text without prefix.</param>
    /// <param name="binary">Receives 16 bytes; must have room for them.</param>
    /// <returns>False when the text is not a lower-case ULID.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> binary)
    {
        // 26 × 5 = 130 bits: the first character may only carry three of them.
        if (text.Length != Length || text[0] is < '0' or > '7') return false;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value << 5) | (uint)digit;
        }

        BinaryPrimitives.WriteUInt128BigEndian(binary, value);
        return true;
    }
}
