using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>A process that swaps a folder with a link to the outside, again and again, while the host works.</summary>
public sealed class SwapRaceTests : WorkspaceTest
{
    private const int Rounds = 1500;

    [Fact]
    public async Task Read_WhileAFolderIsSwapped_NeverReadsOutside()
    {
        await RaceAsync(async () => Assert.Equal("inside", await ReadAsync("d/f")));
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Write_WhileAFolderIsSwapped_NeverWritesOutside()
    {
        await RaceAsync(() => WriteAsync("d/f", "inside"), Rounds / 3);
        await RaceAsync(() => WriteAsync("d/new/f", "inside"), Rounds / 3);
        AssertOutsideUntouched();
        AssertNothingStaged();
    }

    [Fact]
    public async Task Import_WhileAFolderIsSwapped_NeverUnpacksOutside()
    {
        var entries = new[] { TarBytes.Folder("d"), TarBytes.File("d/f", "inside"), TarBytes.File("d/g", "inside") };
        await RaceAsync(() => Workspace.ImportTarAsync(default, TarBytes.Of(entries), new TarLimits(), Cancellation), Rounds / 10);
        await RaceAsync(() => Workspace.ImportTarAsync(At("d"), TarBytes.Of(TarBytes.File("g", "inside")), new TarLimits(), Cancellation), Rounds / 10);
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task List_WhileAFolderIsSwapped_NeverShowsOutside()
    {
        Directory.CreateDirectory(Path.Combine(Outside, "only-outside"));
        await RaceAsync(
            async () => Assert.DoesNotContain("only-outside", string.Join(' ', await ListAsync()) + string.Join(' ', await ListAsync("d"))),
            Rounds / 3);
        Directory.Delete(Path.Combine(Outside, "only-outside"));
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Export_WhileAFolderIsSwapped_NeverHoldsOutside()
    {
        await RaceAsync(
            async () =>
            {
                var tar = new MemoryStream();
                await Workspace.ExportTarAsync(default, tar, Cancellation);
                Assert.DoesNotContain(Secret, System.Text.Encoding.UTF8.GetString(tar.ToArray()));
            },
            Rounds / 3);
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Delete_WhileAFolderIsSwapped_NeverDeletesOutside()
    {
        for (var i = 0; i < 50; i++)
        {
            await RaceAsync(() => Store.DeleteAsync(Key, Cancellation), 1);
            await Store.OpenAsync(Key, Cancellation);
        }

        AssertOutsideUntouched();
    }

    private async Task RaceAsync(Func<Task> action, int rounds = Rounds)
    {
        Put("d/f", "inside");
        if (!Path.Exists(Host("link"))) File.CreateSymbolicLink(Host("link"), Outside);
        using var stop = new CancellationTokenSource();
        var swapping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Swap(swapping, stop.Token));
        thread.Start();
        await swapping.Task;
        try
        {
            for (var i = 0; i < rounds; i++)
            {
                try
                {
                    await action();
                }
                catch (WorkspaceException e) when (e.Code is "path_outside" or "not_a_directory" or "file_not_found" or "not_a_file")
                {
                    // Refused: the link stood there at that moment.
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            thread.Join();
        }
    }

    private void Swap(TaskCompletionSource swapping, CancellationToken stop)
    {
        var swaps = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Posix.Exchange(Host("d"), Host("link"));
                swaps++;
            }
            catch (IOException)
            {
                // Already deleted.
            }

            if (swaps == 1) swapping.TrySetResult();
        }

        // Ends with the folder in its place.
        if (swaps % 2 == 1 && Path.Exists(Host("d"))) Posix.Exchange(Host("d"), Host("link"));
    }
}
