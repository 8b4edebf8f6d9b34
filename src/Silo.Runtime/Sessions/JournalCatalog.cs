using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions;

/// <summary>Looks sessions, tasks and approvals up in the journal.</summary>
internal sealed class JournalCatalog(IJournal journal) : ISessionCatalog
{
    /// <inheritdoc />
    public Task<SessionRow?> FindAsync(SessionKey session, CancellationToken cancellationToken) => journal.FindAsync(session, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken) => journal.ListAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken) =>
        journal.FindTurnAsync(tenant, turn, cancellationToken);

    /// <inheritdoc />
    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken) =>
        journal.FindApprovalAsync(tenant, approval, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken) =>
        journal.ListApprovalsAsync(query, cancellationToken);
}
