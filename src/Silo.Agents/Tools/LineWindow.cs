using System.Buffers;
using System.Text;

namespace Silo.Agents.Tools;

/// <summary>Picks some lines out of a text that is read in pieces. Pure; keeps no more than the picked lines.</summary>
/// <remarks>A line ends at a line feed; a line feed at the very end begins no further line. Only a first line that is too long by itself is cut.</remarks>
internal sealed class LineWindow
{
    private readonly int _first;
    private readonly int _count;
    private readonly int _bytesMax;
    private readonly int _lineBytes;
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _lineFeeds;
    private bool _lineOpen;
    private int _keptLines;
    private int? _wholeLines;

    /// <param name="first">The first line that is picked, from 1.</param>
    /// <param name="count">Most lines that are picked.</param>
    /// <param name="bytesMax">Most bytes that are kept.</param>
    /// <param name="lineBytes">What each picked line counts beside its own bytes.</param>
    internal LineWindow(int first, int count, int bytesMax, int lineBytes = 0)
    {
        _first = first;
        _count = count;
        _bytesMax = bytesMax;
        _lineBytes = lineBytes;
    }

    /// <summary>Lines seen so far.</summary>
    internal long Lines => _lineFeeds + (_lineOpen ? 1 : 0);

    /// <summary>Whether there is something behind the picked lines, so that no more need be read.</summary>
    internal bool More { get; private set; }

    /// <summary>Whether the one picked line was cut because it is too long.</summary>
    internal bool Cut { get; private set; }

    /// <summary>How many bytes lie before the first picked line.</summary>
    internal long SkippedBytes { get; private set; }

    /// <summary>How many bytes the picked lines take, line feeds included.</summary>
    internal int KeptBytes => Kept().Length;

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
            else SkippedBytes += part.Length;
            _lineOpen = feed < 0;
            if (feed >= 0) _lineFeeds++;
            piece = piece[part.Length..];
        }
    }

    /// <summary>The picked lines, each without its line feed; a character that was cut in two at the end is left out.</summary>
    internal IReadOnlyList<string> Text()
    {
        var bytes = Kept();
        if (bytes.Length == 0) return [];
        if (bytes[^1] == (byte)'\n') bytes = bytes[..^1];
        return Encoding.UTF8.GetString(bytes).Split('\n');
    }

    private ReadOnlySpan<byte> Kept()
    {
        var bytes = _kept.WrittenSpan[..(_wholeLines ?? _kept.WrittenCount)];
        while (Cut && bytes.Length > 0 && Rune.DecodeLastFromUtf8(bytes, out _, out _) == OperationStatus.NeedMoreData) bytes = bytes[..^1];
        return bytes;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_kept.WrittenSpan is [] or [.., (byte)'\n']) _keptLines++;
        var room = _bytesMax - _kept.WrittenCount - (_lineBytes * _keptLines);
        if (part.Length <= room)
        {
            _kept.Write(part);
            return;
        }

        More = true;
        if (_kept.WrittenSpan.LastIndexOf((byte)'\n') is var feed and >= 0)
        {
            // The line is left to the next window, whole.
            _wholeLines = feed + 1;
            return;
        }

        Cut = true;
        _kept.Write(part[..Math.Max(room, 0)]);
    }
}
