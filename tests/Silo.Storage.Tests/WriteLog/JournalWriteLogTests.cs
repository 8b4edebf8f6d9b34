using Silo.Storage.Tests.Processes;
using Xunit;

namespace Silo.Storage.Tests.WriteLog;

/// <summary>Promise 2, "durable means durable", on a disk that loses whatever it may. A kill -9 alone would not show it: the page cache survives that.</summary>
public sealed class JournalWriteLogTests : IDisposable
{
    private readonly WriteLogRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_CrashAtEverySync_KeepsEverythingAcknowledged(bool bundledSqlite)
    {
        await RunAsync("FULL", bundledSqlite);

        Assert.Empty(await _run.DropAtEverySyncAsync(FindFaultAsync));
    }

    [Fact]
    public async Task Append_CrashBetweenSyncsWithSomeWritesDone_KeepsEverythingAcknowledged()
    {
        await RunAsync("FULL");
        var every = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1" ? 1 : 5;

        Assert.Empty(await _run.DropSomeAsync(every, FindFaultAsync));
    }

    /// <summary>The proof can fail: a journal that does not sync is caught.</summary>
    [Fact]
    public async Task Append_PlantedWithoutSync_IsCaught()
    {
        await RunAsync("OFF");

        Assert.Contains(await _run.DropAtEverySyncAsync(FindFaultAsync), fault => fault.Contains("was acknowledged", StringComparison.Ordinal));
    }

    private async Task RunAsync(string synchronous, bool bundledSqlite = false)
    {
        await _run.RunAsync("append-logged", bundledSqlite, synchronous);

        // The run must have had in it what the proof is about: everything acknowledged, and checkpoints that started the log over.
        var database = Path.Combine(_run.Root, "data", "journal.db");
        var log = new CrashDisk(_run.Root, Path.Combine(_run.Root, "acknowledged"));
        foreach (var record in _run.Records) log.Apply(record);
        Assert.Equal(AppendingProcess.Sessions * (AppendingProcess.LoggedCommits + 1), log.Acknowledged.Count());
        if (synchronous == "FULL") Assert.True(_run.Records.Count(r => r.Op == 'S' && r.Path == database) >= 3, "too few checkpoints");
    }

    private static Task<string?> FindFaultAsync(string root, IEnumerable<string> acknowledged)
    {
        var data = Directory.CreateDirectory(Path.Combine(root, "data")).FullName;
        return DurabilityCheck.FindFaultAsync(Path.Combine(data, "journal.db"), acknowledged);
    }
}
