using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's statements on approvals.</summary>
internal sealed class ApprovalStatements(Connection connection)
{
    private readonly Statement _session = connection.Prepare("SELECT session FROM approval WHERE tenant = ?1 AND id = ?2");

    private readonly Statement _put = connection.Prepare(
        "INSERT INTO approval (tenant, id, session, turn, reason, title, tool, requested_at, requested_sequence, decision, answer, decided_by, decided_at) " +
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (tenant, id) DO UPDATE SET turn = excluded.turn, " +
        "reason = excluded.reason, title = excluded.title, tool = excluded.tool, requested_at = excluded.requested_at, " +
        "requested_sequence = excluded.requested_sequence, decision = excluded.decision, answer = excluded.answer, " +
        "decided_by = excluded.decided_by, decided_at = excluded.decided_at");

    private readonly Statement _drop = connection.Prepare(
        "DELETE FROM approval WHERE (tenant, id) IN (SELECT tenant, id FROM approval WHERE session = ?1 LIMIT ?2)");

    /// <summary>Finds the session that an approval belongs to; null when there is no such approval.</summary>
    internal long? SessionOf(TenantId tenant, ApprovalId approval)
    {
        if (!_session.Bind(1, tenant.Value).Bind(2, approval.Value).Step()) return null;
        var session = _session.Long(0);
        _session.Reset();
        return session;
    }

    internal void Put(long session, ApprovalRow row) =>
        _put.Bind(1, row.Key.Tenant.Value).Bind(2, row.Approval.Value).Bind(3, session).Bind(4, row.Turn.Value).Bind(5, row.Reason)
            .Bind(6, row.Title).Bind(7, row.Tool).Bind(8, row.RequestedAt.UtcTicks).Bind(9, row.RequestedSequence).Bind(10, row.Decision)
            .Bind(11, row.Answer).Bind(12, row.DecidedBy).Bind(13, row.DecidedAt?.UtcTicks).Run();

    internal int Drop(long session, int limit) => _drop.Bind(1, session).Bind(2, limit).Run();
}
