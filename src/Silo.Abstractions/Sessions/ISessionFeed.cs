using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Abstractions.Sessions;

/// <summary>Reads what sessions say. Never activates one.</summary>
public interface ISessionFeed
{
    /// <summary>Reads a session from a cursor on, without gap and without repeat (promise 4).</summary>
    /// <remarks>A reader is a cursor, not a buffer: a slow one costs nothing, and gets pieces that it missed joined.</remarks>
    /// <param name="session">The session.</param>
    /// <param name="cursor">Where the reader is; a cursor of this session.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellationToken">Ends the feed.</param>
    /// <returns>The items; ends with <see cref="FeedItem.Closed"/> unless cancelled.</returns>
    IAsyncEnumerable<FeedItem> ReadAsync(SessionKey session, Cursor cursor, FeedOptions options, CancellationToken cancellationToken);
}
