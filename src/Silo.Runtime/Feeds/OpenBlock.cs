using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>One block of a message while it is made: UTF-8 in pieces of up to 16 KiB, so that growing copies nothing.</summary>
internal sealed class OpenBlock(DeltaKind kind, string? callId, string? tool, bool keepBoundaries)
{
    private const int FirstPieceBytes = 256;
    private const int PieceBytesMax = 16 * 1024;

    private readonly List<byte[]> _pieces = [];
    private readonly List<int>? _boundaries = keepBoundaries ? [] : null;
    private int _roomUsed;

    internal DeltaKind Kind => kind;

    internal string? CallId => callId;

    internal string? Tool => tool;

    internal string? Signature { get; set; }

    internal string? Redacted { get; set; }

    internal int Length { get; private set; }

    internal void Append(ReadOnlySpan<byte> utf8)
    {
        Length += utf8.Length;
        while (!utf8.IsEmpty)
        {
            if (_pieces.Count == 0 || _roomUsed == _pieces[^1].Length)
            {
                _pieces.Add(new byte[_pieces.Count == 0 ? FirstPieceBytes : Math.Min(_pieces[^1].Length * 2, PieceBytesMax)]);
                _roomUsed = 0;
            }

            var room = _pieces[^1].AsSpan(_roomUsed);
            var taken = Math.Min(room.Length, utf8.Length);
            utf8[..taken].CopyTo(room);
            _roomUsed += taken;
            utf8 = utf8[taken..];
        }

        _boundaries?.Add(Length);
    }

    /// <summary>Copies bytes from an offset on: to the end, the next kept boundary, or a bound that falls between two characters.</summary>
    internal byte[] Read(int offset, int bytesMax)
    {
        var end = _boundaries is null ? Length : NextBoundary(offset);
        if (end - offset > bytesMax) end = CharacterStart(offset + bytesMax);
        var result = new byte[end - offset];
        var skipped = 0;
        var written = 0;
        foreach (var piece in _pieces)
        {
            if (written == result.Length) break;
            var from = Math.Max(offset - skipped, 0);
            if (from < piece.Length)
            {
                var count = Math.Min(piece.Length - from, result.Length - written);
                piece.AsSpan(from, count).CopyTo(result.AsSpan(written));
                written += count;
            }

            skipped += piece.Length;
        }

        return result;
    }

    internal byte[] ReadAll()
    {
        var result = new byte[Length];
        var written = 0;
        foreach (var piece in _pieces)
        {
            var count = Math.Min(piece.Length, Length - written);
            piece.AsSpan(0, count).CopyTo(result.AsSpan(written));
            written += count;
        }

        return result;
    }

    private int NextBoundary(int offset)
    {
        var index = _boundaries!.BinarySearch(offset + 1);
        return _boundaries[index >= 0 ? index : ~index];
    }

    /// <summary>Steps back from inside a character to its first byte.</summary>
    private int CharacterStart(int offset)
    {
        while ((ByteAt(offset) & 0xC0) == 0x80) offset--;
        return offset;
    }

    private byte ByteAt(int offset)
    {
        foreach (var piece in _pieces)
        {
            if (offset < piece.Length) return piece[offset];
            offset -= piece.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
