using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Access;

/// <summary>Looks up what one caller may see.</summary>
internal sealed class AuthorizedCatalog(ISessionCatalog inner, CallerAccess access) : ISessionCatalog
{
    /// <inheritdoc />
    public Task<SessionRow?> FindAsync(SessionKey session, CancellationToken cancellationToken)
    {
        access.Require(Operation.SessionRead);
        return access.IsBeyond(session) ? Task.FromResult<SessionRow?>(null) : inner.FindAsync(access.Own(session), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        access.Require(Operation.SessionRead);
        var rows = await inner.ListAsync(query with { Tenant = access.Caller.Tenant }, cancellationToken);
        return access.Caller.OnlySession is null ? rows : [.. rows.Where(row => !access.IsBeyond(row.Key))];
    }

    /// <inheritdoc />
    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken)
    {
        access.Require(Operation.TaskRead);
        return inner.FindTurnAsync(access.Caller.Tenant, turn, cancellationToken);
    }

    /// <inheritdoc />
    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken)
    {
        access.Require(Operation.ApprovalRead);
        return inner.FindApprovalAsync(access.Caller.Tenant, approval, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        access.Require(Operation.ApprovalRead);
        return inner.ListApprovalsAsync(query with { Tenant = access.Caller.Tenant }, cancellationToken);
    }
}
