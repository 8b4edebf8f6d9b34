using System.Text;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Engine;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class DamageTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly TestDirectory _directory = new();
    private readonly TestIds _ids = new();

    private string DatabasePath => _directory.File("journal.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Read_FlippedByteInAnEvent_IsFoundByItsChecksum()
    {
        var key = await WriteAsync("first", "second NEEDLE", "third");
        Damage(bytes => bytes[IndexOf(bytes, "NEEDLE")] ^= 1);

        await using var journal = await OpenAsync();

        var failure = await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(key, 0, 100, default));
        Assert.Contains($"Event 3 of session {key}", failure.Message, StringComparison.Ordinal);
        Assert.Equal([2], (await journal.ReadAsync(key, 1, 1, default))!.Events.Select(e => e.Sequence));
        Assert.Equal([4], (await journal.ReadAsync(key, 3, 100, default))!.Events.Select(e => e.Sequence));
    }

    [Theory]
    [InlineData("UPDATE event SET kind = 'other.kind' WHERE sequence = 2")]
    [InlineData("UPDATE event SET sequence = sequence + 1 WHERE sequence = 4")]
    [InlineData("DELETE FROM event WHERE sequence = 2")]
    [InlineData("UPDATE event SET utf8 = (SELECT utf8 FROM event e WHERE e.sequence = 3) WHERE sequence = 2")]
    [InlineData("UPDATE session SET id = 'ses_01kjmma2g2000000g000000000'")]
    public async Task Read_EventThatIsNotWhereItWasWritten_IsFound(string tamper)
    {
        var key = await WriteAsync("first", "second", "third");
        using (var connection = Connection.Open(DatabasePath)) connection.Execute(tamper);
        if (tamper.Contains("SET id", StringComparison.Ordinal)) key = key with { Session = SessionId.Parse("ses_01kjmma2g2000000g000000000") };

        await using var journal = await OpenAsync();

        await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(key, 0, 100, default));
    }

    [Fact]
    public async Task Read_CorruptedPage_FailsByNameAndLeavesOtherSessionsAlone()
    {
        var hit = await WriteAsync([.. Enumerable.Range(0, 60).Select(i => $"NEEDLE {i} " + new string('x', 400))]);
        var spared = await WriteAsync([.. Enumerable.Range(0, 60).Select(_ => new string('y', 400))]);
        Damage(bytes =>
        {
            var page = IndexOf(bytes, "NEEDLE 30") / PageBytes * PageBytes;
            bytes.AsSpan(page, PageBytes).Fill(0xA5);
        });

        await using var journal = await OpenAsync();

        await Assert.ThrowsAsync<JournalCorruptException>(() => journal.ReadAsync(hit, 0, 100, default));
        Assert.Equal(61, (await journal.ReadAsync(spared, 0, 100, default))!.Events.Count);
        Assert.IsType<FenceResult.Taken>(await journal.FenceAsync(spared, new Owner("node-b", "start-2"), default));
    }

    [Fact]
    public async Task Open_NotADatabase_FailsByNameAndChangesNothing()
    {
        var text = new string('z', 20_000);
        await File.WriteAllTextAsync(DatabasePath, text);

        await Assert.ThrowsAsync<JournalCorruptException>(OpenAsync);

        Assert.Equal(text, await File.ReadAllTextAsync(DatabasePath));
    }

    [Fact]
    public async Task Open_NewerSchema_FailsByNameAndChangesNothing()
    {
        await WriteAsync("first");
        using (var connection = Connection.Open(DatabasePath)) connection.Execute($"PRAGMA user_version = {Schema.Version + 1}");
        var before = await File.ReadAllBytesAsync(DatabasePath);

        await Assert.ThrowsAsync<JournalSchemaException>(OpenAsync);

        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath));
    }

    [Fact]
    public async Task Open_DatabaseOfSomethingElse_FailsByNameAndChangesNothing()
    {
        using (var connection = Connection.Open(DatabasePath)) connection.Execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
        var before = await File.ReadAllBytesAsync(DatabasePath);

        await Assert.ThrowsAsync<JournalSchemaException>(OpenAsync);

        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath));
    }

    [Fact]
    public async Task Open_DeletionThatWasCutShort_IsFinished()
    {
        await WriteAsync([.. Enumerable.Range(0, 400).Select(i => $"{i}")]);
        using (var connection = Connection.Open(DatabasePath)) connection.Execute("UPDATE session SET deleted = 1");

        await (await OpenAsync()).DisposeAsync();

        using var after = Connection.Open(DatabasePath);
        Assert.Equal(0, after.Number("SELECT count(*) FROM event"));
        Assert.Equal(2, after.Number("SELECT deleted FROM session"));
    }

    private Task<SqliteJournal> OpenAsync() => SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = DatabasePath }, TimeProvider.System);

    /// <summary>Writes a session of one event per text, after its first, and closes the journal.</summary>
    private async Task<SessionKey> WriteAsync(params string[] texts)
    {
        await using var journal = await OpenAsync();
        var session = new TestSession(journal, new SessionKey(TenantId.Default, _ids.Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        foreach (var text in texts) await session.AppendAsync(text: text);
        return session.Key;
    }

    private void Damage(Action<byte[]> damage)
    {
        Assert.False(File.Exists(DatabasePath + "-wal"), "the log was not copied into the database when the journal was closed");
        var bytes = File.ReadAllBytes(DatabasePath);
        damage(bytes);
        File.WriteAllBytes(DatabasePath, bytes);
    }

    private static int IndexOf(byte[] bytes, string text)
    {
        var index = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(index > 0, $"'{text}' is not in the file");
        return index;
    }
}
