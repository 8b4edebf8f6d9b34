using System.Globalization;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Events;

/// <summary>Reads the cursor from which a caller wants to go on.</summary>
internal static class StreamCursor
{
    /// <summary>The query parameter that holds the cursor.</summary>
    public const string After = "after";

    /// <summary>The query parameter that names the first event instead.</summary>
    public const string From = "from";

    /// <summary>The cursor; that before the first event when there is none.</summary>
    /// <param name="query">The request's parameters.</param>
    /// <param name="lastEventId">The cursor as a header; null for none. Parameters win.</param>
    /// <param name="row">The session.</param>
    /// <exception cref="ProblemException">It is malformed, of another session, or beyond the head; or there are two.</exception>
    public static Cursor Read(QueryParameters query, string? lastEventId, SessionRow row)
    {
        var (after, from) = (query.Text(After), query.Text(From));
        if (from is null) return Read(after ?? lastEventId, row);
        if (after is not null) throw QueryParameters.Invalid("'after' and 'from' both say where to begin; send one of them.");
        return long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first >= 1 && first <= row.Head + 1
            ? new Cursor(row.Key.Session, first - 1, [])
            : throw QueryParameters.Invalid($"'from' must be a whole number from 1 to {row.Head + 1}: the next event's sequence.");
    }

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
