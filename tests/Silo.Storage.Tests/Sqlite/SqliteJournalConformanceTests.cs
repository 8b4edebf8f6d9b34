using System.Diagnostics;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Archives;

namespace Silo.Storage.Tests.Sqlite;

/// <summary>The SQLite journal, held to what every journal must do; opened without any host.</summary>
public sealed class SqliteJournalConformanceTests : JournalConformance
{
    private readonly TestDirectory _directory = new();

    protected override async Task<IJournal> OpenStoreAsync() =>
        await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = _directory.File("journal.db") }, Time);

    protected override Task<IJournalArchive> OpenArchiveAsync() => Task.FromResult<IJournalArchive>(SqliteArchive.OpenToWrite(_directory.File("journal.db"), Time));

    protected override ProcessStartInfo ChildOnStore() => TestExecutable.Start("journal-process", _directory.File("journal.db"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
