using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Access;

/// <summary>Reads the sessions that one caller may read.</summary>
internal sealed class AuthorizedFeed(ISessionFeed inner, CallerAccess access) : ISessionFeed
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    /// <exception cref="SessionUnknownException">The caller is bound to another session.</exception>
    public IAsyncEnumerable<FeedItem> ReadAsync(SessionKey session, Cursor cursor, FeedOptions options, CancellationToken cancellationToken)
    {
        access.Require(Operation.EventRead);
        return access.IsBeyond(session) ? throw new SessionUnknownException() : inner.ReadAsync(access.Own(session), cursor, options, cancellationToken);
    }
}
