using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Engine;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

/// <summary>A journal of an older version.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task Open_SchemaOfTheFirstVersion_IsBroughtUpToDateAndItsSessionsStay()
    {
        using var directory = new TestDirectory();
        var key = new SessionKey(TenantId.Default, new TestIds().Session());
        using (var older = Connection.Open(directory.File("journal.db")))
        {
            older.Execute($"{SchemaStep1.Sql} PRAGMA application_id = {0x53696c6f}; PRAGMA user_version = 1;");
            older.Execute($"INSERT INTO session (tenant, id, epoch, agent, agent_version, status, created_at, updated_at) VALUES ('default', '{key.Session}', 3, 'demo', '1', 0, 0, 0)");
        }

        await using var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = directory.File("journal.db") }, TimeProvider.System);

        var row = await journal.FindAsync(key, default);
        Assert.Equal((3, null), (row!.Epoch, row.Retention));
        Assert.Empty(await journal.ListExpiredAsync("node-a", 10, default));
    }
}
