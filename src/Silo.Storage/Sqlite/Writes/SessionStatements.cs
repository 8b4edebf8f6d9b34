using System.Text.Json;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's statements on sessions.</summary>
internal sealed class SessionStatements(Connection connection)
{
    private readonly Connection _connection = connection;

    private readonly Statement _stand = connection.Prepare(
        "SELECT number, epoch, deleted, (SELECT max(sequence) FROM event WHERE session = number) FROM session WHERE tenant = ?1 AND id = ?2");

    private readonly Statement _owner = connection.Prepare("SELECT owner_node, owner_start, owner_address FROM session WHERE number = ?1");

    private readonly Statement _read = connection.Prepare($"SELECT {StoredRows.SessionColumns} FROM session s WHERE s.number = ?1");

    private readonly Statement _insert = connection.Prepare(
        "INSERT INTO session (tenant, id, epoch, agent, agent_version, title, labels, status, created_at, updated_at, retention) " +
        "VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

    // session_agent holds a tenant's sessions that are not deleted, and nothing else of them is looked at.
    private readonly Statement _count = connection.Prepare(
        "SELECT count(*) FROM (SELECT 1 FROM session INDEXED BY session_agent WHERE tenant = ?1 AND deleted = 0 LIMIT ?2)");

    private readonly Statement _insertLabel = connection.Prepare(
        "INSERT INTO session_label (tenant, name, value, id, session) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _fence = connection.Prepare(
        "UPDATE session SET epoch = ?2, owner_node = ?3, owner_start = ?4, owner_address = ?5 WHERE number = ?1");

    private readonly Statement _summarise = connection.Prepare("UPDATE session SET status = ?2, updated_at = ?3 WHERE number = ?1");

    private readonly Statement _bury = connection.Prepare(
        "UPDATE session SET deleted = 1, agent = '', agent_version = '', title = NULL, labels = NULL, status = 0, " +
        "owner_node = NULL, owner_start = NULL, owner_address = NULL WHERE number = ?1");

    private readonly Statement _dropLabels = connection.Prepare("DELETE FROM session_label WHERE session = ?1");

    private readonly Statement _buried = connection.Prepare("SELECT tenant, id FROM session WHERE deleted = 1 LIMIT 1024");

    private readonly Statement _emptied = connection.Prepare("UPDATE session SET deleted = 2 WHERE number = ?1");

    /// <summary>Finds where a session stands; null when it never existed.</summary>
    internal SessionStand? Find(SessionKey key)
    {
        if (!_stand.Bind(1, key.Tenant.Value).Bind(2, key.Session.Value).Step()) return null;
        var stand = new SessionStand(_stand.Long(0), _stand.Long(1), _stand.Long(3), IsDeleted: _stand.Long(2) != 0);
        _stand.Reset();
        return stand;
    }

    /// <summary>Counts a tenant's sessions, up to a bound.</summary>
    internal long Count(TenantId tenant, long max)
    {
        _count.Bind(1, tenant.Value).Bind(2, max).Step();
        var count = _count.Long(0);
        _count.Reset();
        return count;
    }

    internal Owner? Owner(long number)
    {
        if (!_owner.Bind(1, number).Step()) return null;
        var owner = StoredRows.Owner(_owner, 0);
        _owner.Reset();
        return owner;
    }

    internal SessionRow Read(long number)
    {
        _read.Bind(1, number).Step();
        var row = StoredRows.Session(_read);
        _read.Reset();
        return row;
    }

    internal long Insert(SessionRow row)
    {
        var (tenant, id) = (row.Key.Tenant.Value, row.Key.Session.Value);
        var labels = row.Labels.Count == 0 ? null : JsonSerializer.Serialize(row.Labels.ToDictionary(), LabelsJson.Default.DictionaryStringString);
        _insert.Bind(1, tenant).Bind(2, id).Bind(3, row.Agent).Bind(4, row.AgentVersion).Bind(5, row.Title).Bind(6, labels)
            .Bind(7, StoredNames.Of(row.Status)).Bind(8, row.CreatedAt.UtcTicks).Bind(9, row.UpdatedAt.UtcTicks).Bind(10, row.Retention?.Ticks).Run();
        var number = _connection.LastRowId;
        foreach (var (name, value) in row.Labels) _insertLabel.Bind(1, tenant).Bind(2, name).Bind(3, value).Bind(4, id).Bind(5, number).Run();
        return number;
    }

    internal void Fence(long number, long epoch, Owner? owner) =>
        _fence.Bind(1, number).Bind(2, epoch).Bind(3, owner?.Node).Bind(4, owner?.Start).Bind(5, owner?.Address?.OriginalString).Run();

    internal void Summarise(long number, SessionSummary summary) =>
        _summarise.Bind(1, number).Bind(2, StoredNames.Of(summary.Status)).Bind(3, summary.UpdatedAt.UtcTicks).Run();

    /// <summary>Makes a tombstone of a session: it is gone for every reader, and its other rows can be taken away in parts.</summary>
    internal void Bury(long number)
    {
        _bury.Bind(1, number).Run();
        _dropLabels.Bind(1, number).Run();
    }

    /// <summary>Lists tombstones that still have rows: a process ended while it took them away. The first 1,024; the others at the next start.</summary>
    internal IReadOnlyList<SessionKey> ListBuried()
    {
        var keys = new List<SessionKey>();
        while (_buried.Step()) keys.Add(StoredRows.Key(_buried, 0));
        return keys;
    }

    /// <summary>Marks a tombstone that has no other rows left.</summary>
    internal void MarkEmptied(long number) => _emptied.Bind(1, number).Run();
}
