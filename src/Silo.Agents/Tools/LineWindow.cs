using System.Buffers;
using System.Text;

namespace Silo.Agents.Tools;

/// <summary>Picks some lines out of a text that is read in pieces. Pure; keeps no more than the picked lines.</summary>
/// <remarks>A line ends at a line feed; a line feed at the very end begins no further line.</remarks>
internal sealed class LineWindow
{
    private readonly int _first;
    private readonly int _count;
    private readonly int _bytesMax;
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _lineFeeds;
    private bool _lineOpen;

    /// <param name="first">The first line that is picked, from 1.</param>
    /// <param name="count">Most lines that are picked.</param>
    /// <param name="bytesMax">Most bytes that are kept.</param>
    internal LineWindow(int first, int count, int bytesMax)
    {
        _first = first;
        _count = count;
        _bytesMax = bytesMax;
    }

    /// <summary>Lines seen so far.</summary>
    internal long Lines => _lineFeeds + (_lineOpen ? 1 : 0);

    /// <summary>Whether there is something behind the picked lines, so that no more need be read.</summary>
    internal bool More { get; private set; }

    /// <summary>Whether the last picked line was cut because the bytes were used up.</summary>
    internal bool Cut { get; private set; }

    /// <summary>Takes the next piece.</summary>
    internal void Add(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0 && !More)
        {
            if (_lineFeeds >= (long)_first - 1 + _count)
            {
                More = true;
                return;
            }

            var feed = piece.IndexOf((byte)'\n');
            var part = piece[..(feed < 0 ? piece.Length : feed + 1)];
            if (_lineFeeds >= _first - 1) Keep(part);
            _lineOpen = feed < 0;
            if (feed >= 0) _lineFeeds++;
            piece = piece[part.Length..];
        }
    }

    /// <summary>The picked lines, each without its line feed; a character that was cut in two at the end is left out.</summary>
    internal IReadOnlyList<string> Text()
    {
        var bytes = _kept.WrittenSpan;
        if (bytes.Length == 0) return [];
        while (Cut && bytes.Length > 0 && Rune.DecodeLastFromUtf8(bytes, out _, out _) == OperationStatus.NeedMoreData) bytes = bytes[..^1];
        if (bytes.Length > 0 && bytes[^1] == (byte)'\n') bytes = bytes[..^1];
        return Encoding.UTF8.GetString(bytes).Split('\n');
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        var room = _bytesMax - _kept.WrittenCount;
        if (part.Length > room)
        {
            // Between two lines nothing is cut: the next one is just not picked.
            Cut = room > 0 || _kept.WrittenSpan is [.., not (byte)'\n'];
            More = true;
        }

        _kept.Write(part[..Math.Min(room, part.Length)]);
    }
}
