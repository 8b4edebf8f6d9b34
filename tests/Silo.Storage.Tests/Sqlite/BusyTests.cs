using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Engine;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class BusyTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Append_HeldByAnotherForTooLong_FailsByNameAndWorksOnceItIsFree()
    {
        var options = new SqliteJournalOptions { Path = _directory.File("journal.db"), BusyTimeout = TimeSpan.FromMilliseconds(20) };
        await using var journal = await SqliteJournal.OpenAsync(options, TimeProvider.System);
        var session = await NewSessionAsync(journal);
        using var other = Connection.Open(options.Path);
        other.Execute("BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<JournalBusyException>(() => journal.AppendAsync(session.Commit(), default));
        Assert.NotNull(await journal.FindAsync(session.Key, default));

        other.Execute("ROLLBACK");
        await session.AppendAsync();
    }

    [Fact]
    public async Task Append_HeldByAnotherForAWhile_Waits()
    {
        var options = new SqliteJournalOptions { Path = _directory.File("journal.db"), BusyTimeout = TimeSpan.FromMinutes(5) };
        await using var journal = await SqliteJournal.OpenAsync(options, TimeProvider.System);
        var session = await NewSessionAsync(journal);
        using var other = Connection.Open(options.Path);
        other.Execute("BEGIN IMMEDIATE");

        var appending = session.AppendAsync();
        Assert.False(appending.IsCompleted);

        other.Execute("ROLLBACK");
        await appending;
    }

    private static async Task<TestSession> NewSessionAsync(SqliteJournal journal)
    {
        var session = new TestSession(journal, new SessionKey(TenantId.Default, new TestIds().Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
