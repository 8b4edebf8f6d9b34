using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Http.Sessions;

/// <summary>Lists sessions, page by page.</summary>
internal static class SessionPages
{
    public static async Task<SessionListBody> ReadAsync(ISessionCatalog catalog, SessionQuery query, CancellationToken cancellationToken)
    {
        var rows = await catalog.ListAsync(query, cancellationToken);
        var next = rows.Count < query.Limit ? null : rows[^1].Key.Session.Value;
        if (next is not null)
        {
            // A full page may be the last one: the contract says that the last has no next_page.
            var peek = query with { Before = rows[^1].Key.Session, Limit = 1 };
            if ((await catalog.ListAsync(peek, cancellationToken)).Count == 0) next = null;
        }

        return new SessionListBody([.. rows.Select(SessionBody.From)], next);
    }
}
