using Silo.Abstractions.Access;
using Silo.Conformance.Access;
using Silo.Storage.Sqlite;

namespace Silo.Storage.Tests.Sqlite;

/// <summary>Keys and audit log in SQLite, held to what every such store must do.</summary>
public sealed class SqliteAccessConformanceTests : AccessStoreConformance
{
    private readonly TestDirectory _directory = new();

    protected override async Task<(IKeyStore Keys, IAuditLog Audit, IAsyncDisposable Owner)> OpenStoreAsync()
    {
        var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = _directory.File("journal.db") }, TimeProvider.System);
        return (journal.Access, journal.Access, journal);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
