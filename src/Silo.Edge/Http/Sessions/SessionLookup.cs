using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Sessions;

/// <summary>Finds a session that a route names.</summary>
internal static class SessionLookup
{
    /// <exception cref="ProblemException">It does not exist.</exception>
    public static async Task<SessionRow> RequireAsync(this ISessionCatalog catalog, SessionKey session, CancellationToken cancellationToken) =>
        await catalog.FindAsync(session, cancellationToken) ?? throw NotFound().ToException();

    public static Problem NotFound() => new(ProblemCodes.SessionNotFound, "No session has this id; it may have been deleted.");
}
