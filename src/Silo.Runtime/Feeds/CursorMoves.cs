using System.Collections.Immutable;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>How a cursor moves past an item. Pure.</summary>
internal static class CursorMoves
{
    /// <summary>Past an event. One that ends or voids an open message also drops its position.</summary>
    internal static Cursor Past(this Cursor cursor, StoredEvent e, long step) => new(
        cursor.Session,
        e.Sequence,
        step > 0 && EndsMessage(e.Kind) ? cursor.Open.RemoveAll(p => p.Step == step) : cursor.Open);

    /// <summary>Past a piece.</summary>
    internal static Cursor Past(this Cursor cursor, StreamDelta piece)
    {
        var position = piece.To;
        for (var i = 0; i < cursor.Open.Length; i++)
            if (cursor.Open[i].Step == position.Step) return new Cursor(cursor.Session, cursor.Sequence, cursor.Open.SetItem(i, position));
        return new Cursor(cursor.Session, cursor.Sequence, Bounded(cursor.Open).Add(position));
    }

    internal static bool EndsMessage(string kind) => kind is MessageCompleted.KindName or MessageFailed.KindName or MessageReset.KindName
        or ToolResultCompleted.KindName or ToolUseReset.KindName;

    private static ImmutableArray<OpenPosition> Bounded(ImmutableArray<OpenPosition> open) =>
        open.Length < Cursor.OpenMax ? open : open.RemoveAt(0);
}
