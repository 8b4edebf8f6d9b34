using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Streams;

/// <summary>Writes and reads the text of cursors: base64url of a version byte, the session's 16 bytes, and variable-length numbers.</summary>
public static class CursorCodec
{
    private const byte Version = 1;

    /// <summary>Longest text that is looked at, in characters.</summary>
    public const int TextLengthMax = 4096;

    /// <summary>Writes a cursor as text.</summary>
    public static string Encode(Cursor cursor)
    {
        Span<byte> buffer = stackalloc byte[1 + UlidText.BinaryLength + 20 + (cursor.Open.Length * 40)];
        buffer[0] = Version;
        if (!UlidText.TryParse(cursor.Session.Value.AsSpan(SessionId.Prefix.Length), buffer[1..]))
            throw new ArgumentException("The cursor has no session.", nameof(cursor));
        var at = 1 + UlidText.BinaryLength;
        Write(buffer, ref at, cursor.Sequence);
        Write(buffer, ref at, cursor.Open.Length);
        foreach (var open in cursor.Open)
        {
            Write(buffer, ref at, open.Step);
            Write(buffer, ref at, open.Epoch);
            Write(buffer, ref at, open.Attempt);
            Write(buffer, ref at, open.Block);
            Write(buffer, ref at, open.Offset);
        }

        return Base64Url.EncodeToString(buffer[..at]);
    }

    /// <summary>Reads a cursor of one session.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="session">The session that is read; a cursor of another one is refused.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>False when the text is malformed, of another version, or of another session.</returns>
    public static bool TryDecode(string? text, SessionId session, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        if (text is null or { Length: 0 or > TextLengthMax } || !Base64Url.IsValid(text)) return false;
        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < 1 + UlidText.BinaryLength || bytes[0] != Version) return false;
        if (!string.Equals(SessionId.Prefix + UlidText.Format(bytes[1..17]), session.Value, StringComparison.Ordinal)) return false;
        var at = 17;
        if (!Read(bytes, ref at, long.MaxValue, out var sequence) || !Read(bytes, ref at, Cursor.OpenMax, out var count)) return false;
        var open = ImmutableArray.CreateBuilder<OpenPosition>((int)count);
        for (var i = 0; i < count; i++)
        {
            if (!Read(bytes, ref at, sequence, out var step) || !Read(bytes, ref at, long.MaxValue, out var epoch) ||
                !Read(bytes, ref at, int.MaxValue, out var attempt) || !Read(bytes, ref at, int.MaxValue, out var block) ||
                !Read(bytes, ref at, int.MaxValue, out var offset)) return false;
            open.Add(new OpenPosition(step, epoch, (int)attempt, (int)block, (int)offset));
        }

        if (at != bytes.Length) return false;
        var read = new Cursor(session, sequence, open.ToImmutable());

        // One cursor has one spelling: no padding, no white space, no number with leading zeros.
        if (!string.Equals(Encode(read), text, StringComparison.Ordinal)) return false;
        cursor = read;
        return true;
    }

    private static void Write(Span<byte> buffer, ref int at, long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            buffer[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        buffer[at++] = (byte)rest;
    }

    private static bool Read(ReadOnlySpan<byte> bytes, ref int at, long max, out long value)
    {
        ulong result = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            if (at >= bytes.Length) break;
            var b = bytes[at++];
            result |= (ulong)(b & 0x7f) << shift;
            if ((b & 0x80) != 0) continue;
            value = (long)result;
            return value >= 0 && value <= max;
        }

        value = 0;
        return false;
    }
}
