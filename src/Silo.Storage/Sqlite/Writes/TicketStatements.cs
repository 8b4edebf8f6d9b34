using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's statements on turns' tickets.</summary>
internal sealed class TicketStatements(Connection connection)
{
    private readonly Statement _session = connection.Prepare("SELECT session FROM ticket WHERE tenant = ?1 AND turn = ?2");

    private readonly Statement _put = connection.Prepare(
        "INSERT INTO ticket (tenant, turn, session, state, queued_at, ended_at, queued_sequence, ended_sequence, stop_reason) " +
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (tenant, turn) DO UPDATE SET state = excluded.state, queued_at = excluded.queued_at, " +
        "ended_at = excluded.ended_at, queued_sequence = excluded.queued_sequence, ended_sequence = excluded.ended_sequence, stop_reason = excluded.stop_reason");

    private readonly Statement _drop = connection.Prepare(
        "DELETE FROM ticket WHERE (tenant, turn) IN (SELECT tenant, turn FROM ticket WHERE session = ?1 LIMIT ?2)");

    /// <summary>Finds the session that a turn belongs to; null when there is no such turn.</summary>
    internal long? SessionOf(TenantId tenant, TurnId turn)
    {
        if (!_session.Bind(1, tenant.Value).Bind(2, turn.Value).Step()) return null;
        var session = _session.Long(0);
        _session.Reset();
        return session;
    }

    internal void Put(long session, TurnTicket ticket) =>
        _put.Bind(1, ticket.Key.Tenant.Value).Bind(2, ticket.Turn.Value).Bind(3, session).Bind(4, StoredNames.Of(ticket.State))
            .Bind(5, ticket.QueuedAt.UtcTicks).Bind(6, ticket.EndedAt?.UtcTicks).Bind(7, ticket.QueuedSequence).Bind(8, ticket.EndedSequence)
            .Bind(9, ticket.StopReason is { } reason ? StoredNames.Of(reason) : null).Run();

    internal int Drop(long session, int limit) => _drop.Bind(1, session).Bind(2, limit).Run();
}
