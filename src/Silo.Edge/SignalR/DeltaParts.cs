using Silo.Abstractions.Streams;

namespace Silo.Edge.SignalR;

/// <summary>Divides long pieces, each part with its own cursor. How a block is divided is no part of the protocol.</summary>
internal static class DeltaParts
{
    /// <summary>The parts, none cut inside a character.</summary>
    public static IEnumerable<FeedItem.Delta> Of(FeedItem.Delta item, int bytesMax)
    {
        // A reader that has had a piece of a message has a position in it: that is what goes from part to part.
        var place = PlaceOf(item);
        if (item.Piece.Utf8.Length <= bytesMax || place < 0)
        {
            yield return item;
            yield break;
        }

        for (var done = 0; done < item.Piece.Utf8.Length;)
        {
            var end = EndOf(item.Piece.Utf8.Span, done, bytesMax);
            var part = item.Piece with
            {
                From = item.Piece.From with { Offset = item.Piece.From.Offset + done },
                Utf8 = item.Piece.Utf8[done..end],
                CallId = done == 0 ? item.Piece.CallId : null,
                Tool = done == 0 ? item.Piece.Tool : null,
            };
            yield return new FeedItem.Delta(part, new Cursor(item.After.Session, item.After.Sequence, item.After.Open.SetItem(place, part.To)));
            done = end;
        }
    }

    private static int PlaceOf(FeedItem.Delta item)
    {
        for (var i = 0; i < item.After.Open.Length; i++)
            if (item.After.Open[i] == item.Piece.To) return i;
        return -1;
    }

    private static int EndOf(ReadOnlySpan<byte> utf8, int from, int bytesMax)
    {
        if (utf8.Length - from <= bytesMax) return utf8.Length;
        var end = from + bytesMax;
        while (end > from + 1 && (utf8[end] & 0xC0) == 0x80) end--;
        return end;
    }
}
