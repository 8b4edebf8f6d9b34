using Silo.Conformance.Journal;
using Silo.Storage.Tests.Processes;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class KillTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>What kill -9 shows: the process lost nothing of its own. That the disk would not either, the write-log tests show.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Append_KilledAfterAcknowledging_KeepsEverythingAcknowledged(int acknowledgements)
    {
        var path = _directory.File("journal.db");
        await using var child = ChildProcess.Start(TestExecutable.Start("append-for-ever", path));
        var acknowledged = new List<string>();
        while (acknowledged.Count < acknowledgements) acknowledged.Add(await child.HearAsync());

        child.Kill();
        while (await child.HearOrEndAsync() is { } line) acknowledged.Add(line);
        await child.DisposeAsync();

        Assert.Null(await DurabilityCheck.FindFaultAsync(path, Whole(acknowledged)));
    }

    /// <summary>The kill may cut the last line short.</summary>
    private static IEnumerable<string> Whole(List<string> lines) => lines.SkipLast(1);
}
