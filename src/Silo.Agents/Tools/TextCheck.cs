using System.Text.Unicode;

namespace Silo.Agents.Tools;

/// <summary>Tells text from binary content, piece by piece: text is UTF-8 without NUL.</summary>
internal sealed class TextCheck
{
    private byte[] _open = [];

    /// <summary>Whether the beginning of a file is binary; a character that is cut at its end counts as whole.</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> begin) => !new TextCheck().Add(begin);

    /// <summary>Takes the next piece.</summary>
    /// <returns>False when it cannot be text.</returns>
    internal bool Add(ReadOnlySpan<byte> piece)
    {
        if (_open.Length > 0) piece = (byte[])[.. _open, .. piece];
        var open = OpenBytes(piece);
        _open = piece[^open..].ToArray();
        return !piece.Contains((byte)0) && Utf8.IsValid(piece[..^open]);
    }

    /// <summary>Whether the file may end here: not within a character.</summary>
    internal bool MayEnd => _open.Length == 0;

    // How many bytes at the end belong to a character whose rest is still to come.
    private static int OpenBytes(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(3, piece.Length); back++)
        {
            var b = piece[^back];
            if ((b & 0xC0) == 0x80) continue;
            var length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return length > back ? back : 0;
        }

        return 0;
    }
}
