using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>Creates a session. Repeating it with the same id and the same first event finds it created.</summary>
internal sealed class CreateRequest(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax, TimeProvider time) : WriteRequest<CreateResult?>
{
    internal override int Bytes => created.Utf8.Length;

    /// <summary>How many sessions the tenant had before; null when nobody counted.</summary>
    internal long? Counted { get; private set; }

    /// <returns>Null when the id belongs, or belonged, to another session.</returns>
    protected override bool Apply(WriteStatements statements, out CreateResult? result)
    {
        if (key is not null && statements.Keys.Find(row.Key.Tenant, key.Route, key.Key, time.GetUtcNow()) is { } earlier)
        {
            result = new CreateResult.KeyUsed(earlier);
            return true;
        }

        if (statements.Sessions.Find(row.Key) is { } stand)
        {
            result = !stand.IsDeleted && statements.Events.BeganWith(stand.Number, created.Utf8.Span) ? CreateResult.Created.Instance : null;
            return true;
        }

        if (tenantSessionsMax is { } max && (Counted = statements.Sessions.Count(row.Key.Tenant, max)) >= max)
        {
            result = CreateResult.TenantFull.Instance;
            return true;
        }

        var number = statements.Sessions.Insert(row);
        statements.Events.Insert(number, EventChecksum.Seed(row.Key), created);
        if (key is not null) statements.Keys.Put(row.Key.Tenant, key);
        result = CreateResult.Created.Instance;
        return true;
    }
}
