using Silo.Storage.Tests.Processes;
using Xunit;

namespace Silo.Storage.Tests.WriteLog;

public sealed class BlobWriteLogTests : IAsyncLifetime
{
    private readonly WriteLogRun _run = new();

    public async ValueTask InitializeAsync() => await _run.RunAsync("put-blobs-logged");

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Put_CrashAtEverySync_KeepsEverythingAcknowledged() =>
        Assert.Empty(await _run.DropAtEverySyncAsync(BlobStoringProcess.FindFaultAsync));

    [Fact]
    public async Task Put_CrashBetweenSyncsWithSomeWritesDone_KeepsEverythingAcknowledged() =>
        Assert.Empty(await _run.DropSomeAsync(every: 5, BlobStoringProcess.FindFaultAsync));

    /// <summary>The proof can fail: it notices when the syncs of files, or of directories, are left out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_PlantedWithoutSyncOfFilesOrDirectories_IsCaught(bool files)
    {
        // Files are synced under their passing names, which hold a dot; the directories' names hold none.
        var faults = await _run.DropAtEverySyncAsync(
            BlobStoringProcess.FindFaultAsync,
            heard: record => record.Op != 'S' || Path.GetFileName(record.Path).Contains('.', StringComparison.Ordinal) != files);

        Assert.NotEmpty(faults);
    }
}
