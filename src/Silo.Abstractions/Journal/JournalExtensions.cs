using Silo.Abstractions.Events;

namespace Silo.Abstractions.Journal;

/// <summary>What is said in fewer words.</summary>
public static class JournalExtensions
{
    /// <summary>Creates a session, however many its tenant has.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="row">The session's row; its epoch is 0, its head 1.</param>
    /// <param name="created">The event <c>session.created</c>, sequence 1.</param>
    /// <param name="key">The client's idempotency key; null for none.</param>
    /// <param name="cancellationToken">Stops waiting; the session may have been created.</param>
    public static Task<CreateResult> CreateAsync(this IJournal journal, SessionRow row, StoredEvent created, IdempotencyKey? key, CancellationToken cancellationToken) =>
        journal.CreateAsync(row, created, key, tenantSessionsMax: null, cancellationToken);
}
