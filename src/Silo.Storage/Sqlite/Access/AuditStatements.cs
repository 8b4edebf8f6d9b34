using Silo.Abstractions.Access;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Access;

/// <summary>The writer's statements on the audit log.</summary>
internal sealed class AuditStatements(Connection connection)
{
    private readonly Statement _begin = connection.Prepare(
        "INSERT OR IGNORE INTO audit (id, tenant, at, caller, caller_name, operation, target, request) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

    private readonly Statement _end = connection.Prepare("INSERT OR IGNORE INTO audit_end (id, outcome, target, at) VALUES (?1, ?2, ?3, ?4)");

    // By rank of age and id, so that the second statement meets the same entries as the first.
    private readonly Statement _dropEnds = connection.Prepare(
        "DELETE FROM audit_end WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY at, id LIMIT ?2)");

    private readonly Statement _drop = connection.Prepare("DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY at, id LIMIT ?2)");

    internal void Begin(AuditEntry entry) => _begin
        .Bind(1, entry.Id.Value).Bind(2, entry.Tenant.Value).Bind(3, entry.At.UtcTicks).Bind(4, entry.Caller).Bind(5, entry.CallerName)
        .Bind(6, entry.Operation).Bind(7, entry.Target).Bind(8, entry.Request)
        .Run();

    internal void End(AuditEnd end) => _end.Bind(1, end.Entry.Value).Bind(2, end.Outcome).Bind(3, end.Target).Bind(4, end.At.UtcTicks).Run();

    internal int Sweep(DateTimeOffset before, int limit)
    {
        _dropEnds.Bind(1, before.UtcTicks).Bind(2, limit).Run();
        return _drop.Bind(1, before.UtcTicks).Bind(2, limit).Run();
    }
}
