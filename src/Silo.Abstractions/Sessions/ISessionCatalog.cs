using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Sessions;

/// <summary>Looks sessions, tasks and approvals up. Never activates one.</summary>
public interface ISessionCatalog
{
    /// <summary>Finds a session; null when it does not exist.</summary>
    Task<SessionRow?> FindAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Lists sessions, newest first.</summary>
    Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Finds a task; null when there is none.</summary>
    Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken);

    /// <summary>Finds an approval; null when there is none.</summary>
    Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>Lists approvals, newest first.</summary>
    Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken);
}
