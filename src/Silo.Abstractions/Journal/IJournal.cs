using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>The durable record of all sessions, and the law on who may write to which.</summary>
/// <remarks>
/// Many processes may use one journal. A task that completes without an exception tells the truth about stable storage (promise 2).
/// An exception from a writing call means that its outcome is unknown: fence again and read.
/// Failures have names: see <see cref="JournalException"/>.
/// </remarks>
public interface IJournal
{
    /// <summary>Creates a session with its first event, in one atomic write.</summary>
    /// <param name="row">The session's row; its epoch is 0, its head 1.</param>
    /// <param name="created">The event <c>session.created</c>, sequence 1.</param>
    /// <param name="key">The client's idempotency key; null for none.</param>
    /// <param name="tenantSessionsMax">Most sessions that the tenant may have with this one; null for no bound. What repeats an earlier creation is not bounded.</param>
    /// <param name="cancellationToken">Stops waiting; the session may have been created.</param>
    /// <returns>Without a key, repeating it with the same id and the same event finds the session created.</returns>
    /// <exception cref="InvalidOperationException">The id belongs, or belonged, to another session. Do not retry with it.</exception>
    /// <exception cref="JournalException">The outcome is unknown. Retry with the same key and id.</exception>
    Task<CreateResult> CreateAsync(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax, CancellationToken cancellationToken);

    /// <summary>Takes a session's fence: the epoch goes up by one, and every older writer is refused from then on.</summary>
    /// <exception cref="JournalException">The outcome is unknown. Fence again.</exception>
    Task<FenceResult> FenceAsync(SessionKey key, Owner owner, CancellationToken cancellationToken);

    /// <summary>Appends a commit: all of it or nothing. Epoch and head are checked inside the transaction.</summary>
    /// <param name="commit">Not kept after the task completes.</param>
    /// <param name="cancellationToken">Stops waiting; the commit may be written.</param>
    /// <exception cref="ArgumentException">The commit breaks a bound of <see cref="EventLimits"/> or skips a sequence. Do not retry.</exception>
    /// <exception cref="JournalException">The outcome is unknown. Stop the actor, fence again and read.</exception>
    Task<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>Reads events after a sequence.</summary>
    /// <param name="key">The session.</param>
    /// <param name="after">The last sequence already known; 0 for the beginning.</param>
    /// <param name="eventsMax">Most events, 1 to 1,024. A page also ends after 1 MiB, but holds at least one event.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The page, or null when the session does not exist.</returns>
    /// <exception cref="JournalCorruptException">A stored checksum does not match. Do not retry.</exception>
    Task<EventPage?> ReadAsync(SessionKey key, long after, int eventsMax, CancellationToken cancellationToken);

    /// <summary>Finds a session's row; null when it does not exist or was deleted.</summary>
    Task<SessionRow?> FindAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Lists sessions, newest first.</summary>
    Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Finds a turn's ticket; null when there is none.</summary>
    Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken);

    /// <summary>Finds an approval; null when there is none.</summary>
    Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>Lists approvals, newest first.</summary>
    Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken);

    /// <summary>Finds an idempotency key that has not expired; null when there is none.</summary>
    Task<IdempotencyKey?> FindKeyAsync(TenantId tenant, string route, string key, CancellationToken cancellationToken);

    /// <summary>Lists the sessions that a node owned and left with a turn queued or running, oldest first: what its next start resumes.</summary>
    /// <param name="node">The node's id.</param>
    /// <param name="after">The last session of the page before; null for the first.</param>
    /// <param name="limit">Page size, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<IReadOnlyList<SessionKey>> ListUnfinishedAsync(string node, SessionKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a session under its fence: its events, tickets, approvals and row go; its id is never used again.</summary>
    /// <returns><see cref="AppendResult.Appended"/> when it is gone; safe to repeat.</returns>
    /// <exception cref="JournalException">The outcome is unknown. Retry.</exception>
    Task<AppendResult> DeleteAsync(SessionKey key, long epoch, CancellationToken cancellationToken);

    /// <summary>Lists idle sessions whose retention is over by the journal's clock, those first that are overdue longest: what a node may delete.</summary>
    /// <param name="node">The node's id: lists only sessions whose fence it took last, and those that nobody ever fenced.</param>
    /// <param name="limit">Most sessions, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<IReadOnlyList<SessionRow>> ListExpiredAsync(string node, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets idempotency keys that have expired, a bounded number at a time.</summary>
    /// <param name="now">Those that expire later are kept; so are those that have not expired by the journal's own clock.</param>
    /// <param name="limit">Most keys, 1 to 10,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many were forgotten; call again while it equals <paramref name="limit"/>.</returns>
    Task<int> SweepKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}
