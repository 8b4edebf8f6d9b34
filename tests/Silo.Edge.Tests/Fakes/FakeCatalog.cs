using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeCatalog : ISessionCatalog
{
    public List<SessionRow> Sessions { get; } = [Sample.Row()];

    public List<ApprovalRow> Approvals { get; } = [Sample.ApprovalRow()];

    public TurnTicket? Ticket { get; set; } = Sample.Ticket(TurnState.Running);

    public List<SessionQuery> Queries { get; } = [];

    public List<ApprovalQuery> ApprovalQueries { get; } = [];

    public Func<Exception>? Failure { get; set; }

    /// <summary>After how many lookups every session is gone.</summary>
    public int? GoneAfter { get; set; }

    public Task<SessionRow?> FindAsync(SessionKey session, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure();
        return Task.FromResult(GoneAfter-- <= 0 ? null : Sessions.Find(row => row.Key == session));
    }

    public Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure();
        Queries.Add(query);
        var from = query.Before is { } before ? Sessions.FindIndex(row => row.Key.Session == before) + 1 : 0;
        return Task.FromResult<IReadOnlyList<SessionRow>>([.. Sessions.Skip(from).Take(query.Limit)]);
    }

    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken) =>
        Task.FromResult(Ticket?.Turn == turn ? Ticket : null);

    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken) =>
        Task.FromResult(Approvals.Find(row => row.Approval == approval));

    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        ApprovalQueries.Add(query);
        var from = query.Before is null ? 0 : 1;
        return Task.FromResult<IReadOnlyList<ApprovalRow>>([.. Approvals.Skip(from).Take(query.Limit)]);
    }
}
