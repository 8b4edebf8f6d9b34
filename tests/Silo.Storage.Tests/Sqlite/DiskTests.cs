using System.Diagnostics;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Tests.Processes;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class DiskTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Append_FullDisk_FailsByNameLosesNothingAndWorksAgainOnceThereIsRoom()
    {
        var said = await RunAsync(PrivateMount.Tmpfs(_directory.Path, "4m", TestExecutable.Start("fill-disk", _directory.Path)));

        Assert.Equal([nameof(JournalFullException), nameof(JournalFullException), "nothing lost", "works again", "all there"], said);
    }

    [Fact]
    public async Task Open_ReadOnlyFile_FailsByNameAndChangesNothing()
    {
        var path = _directory.File("journal.db");
        await AppendingProcess.RunAsync(new() { Path = path }, commits: 2, acknowledge: _ => { });
        var before = await File.ReadAllBytesAsync(path);

        var said = await RunAsync(PrivateMount.ReadOnly(_directory.Path, TestExecutable.Start("open-journal", path)));

        Assert.Equal([nameof(JournalReadOnlyException)], said);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
        Assert.Null(await DurabilityCheck.FindFaultAsync(path, ["0 3", "1 3", "2 3"]));
    }

    [Fact]
    public async Task Open_ReadOnlyDirectoryWithoutAFile_FailsByName()
    {
        var said = await RunAsync(PrivateMount.ReadOnly(_directory.Path, TestExecutable.Start("open-journal", _directory.File("journal.db"))));

        Assert.Equal([nameof(JournalReadOnlyException)], said);
    }

    private static async Task<List<string>> RunAsync(ProcessStartInfo start)
    {
        await using var child = ChildProcess.Start(start);
        var said = new List<string>();
        while (await child.HearOrEndAsync() is { } line) said.Add(line);
        var (exitCode, errors) = await child.EndAsync();
        Assert.True(exitCode == 0, errors);
        return said;
    }
}
