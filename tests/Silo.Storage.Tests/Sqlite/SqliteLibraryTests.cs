using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class SqliteLibraryTests
{
    [Fact]
    public async Task Use_BundledChosen_IsTheBundledOne()
    {
        var start = TestExecutable.Start("sqlite-version");
        start.Environment[TestExecutable.BundledVariable] = "1";
        await using var child = ChildProcess.Start(start);

        Assert.Equal("SQLite 3.35.5 (bundled)", await child.HearAsync());
    }
}
