using Silo.Storage.Sqlite;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class SqliteJournalOptionsTests
{
    [Fact]
    public async Task Open_OptionsOutOfRange_AreAllNamedWithTheirValues()
    {
        var options = new SqliteJournalOptions { Path = " ", BusyTimeout = TimeSpan.FromHours(1), QueueLengthMax = 0, ReadersMax = 65 };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => SqliteJournal.OpenAsync(options, TimeProvider.System));

        foreach (var named in new[] { "Path", "BusyTimeout is 01:00:00", "QueueLengthMax is 0", "ReadersMax is 65; allowed: 1 to 64" })
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }
}
