using Silo.Abstractions.Journal;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Events;

/// <summary>Reads the cursor from which a caller wants to go on.</summary>
internal static class StreamCursor
{
    /// <summary>The cursor; that before the first event when there is none.</summary>
    /// <exception cref="ProblemException">It is malformed, of another session, or beyond the head.</exception>
    public static Cursor Read(string? text, SessionRow row)
    {
        if (text is null) return Cursor.Start(row.Key.Session);
        return CursorCodec.TryDecode(text, row.Key.Session, out var cursor) && cursor.Sequence <= row.Head
            ? cursor
            : throw new Problem(ProblemCodes.CursorInvalid, "The cursor is malformed, of another session, or beyond this session's head. Begin without one.").ToException();
    }
}
