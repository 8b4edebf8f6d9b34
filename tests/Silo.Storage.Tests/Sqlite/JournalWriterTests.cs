using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Writes;
using Xunit;

namespace Silo.Storage.Tests.Sqlite;

public sealed class JournalWriterTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _leave = new();

    public void Dispose()
    {
        _leave.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Write_QueuedWhileTheWriterWasBusy_ShareOneTransaction()
    {
        await using var writer = await StartAsync();
        var busy = await OccupyAsync(writer);
        var applied = 0;
        var together = Enumerable.Range(0, 40).Select(_ => writer.WriteAsync(new ProbeRequest(_ => ++applied), default)).ToList();

        // Told to the first of them only after the last was applied: they had one COMMIT.
        _leave.Set();
        await together[0];

        Assert.Equal(40, applied);
        await Task.WhenAll(together);
        await busy;
    }

    [Fact]
    public async Task Write_MoreThanABatchTakes_GoesOnInTheNext()
    {
        await using var writer = await StartAsync(batchWritesMax: 4);
        var busy = await OccupyAsync(writer);
        var order = new List<int>();
        var writes = Enumerable.Range(0, 10).Select(i => writer.WriteAsync(new ProbeRequest(_ => Note(i)), default)).ToList();

        _leave.Set();
        await Task.WhenAll(writes);
        await busy;

        Assert.Equal(Enumerable.Range(0, 10), order);

        int Note(int i)
        {
            order.Add(i);
            return i;
        }
    }

    [Fact]
    public async Task Write_OneThatFailsInItsTransaction_FailsAlone()
    {
        await using var writer = await StartAsync();
        var busy = await OccupyAsync(writer);
        var before = writer.WriteAsync(new ProbeRequest(_ => 1), default);
        var failing = writer.WriteAsync(new ProbeRequest(_ => throw new JournalCorruptException("planted")), default);
        var after = writer.WriteAsync(new ProbeRequest(_ => 2), default);

        _leave.Set();

        await Assert.ThrowsAsync<JournalCorruptException>(() => failing);
        Assert.Equal(1, await before);
        Assert.Equal(2, await after);
        await busy;
    }

    [Fact]
    public async Task Write_FullQueue_WaitsForRoomAndCanBeCancelled()
    {
        await using var writer = await StartAsync(queueLengthMax: 2);
        var busy = await OccupyAsync(writer);
        var applied = new List<int>();
        var queued = Enumerable.Range(0, 2).Select(i => writer.WriteAsync(new ProbeRequest(_ => Note(i)), default)).ToList();
        using var cancel = new CancellationTokenSource();
        var cancelled = writer.WriteAsync(new ProbeRequest(_ => Note(-1)), cancel.Token);
        var waiting = writer.WriteAsync(new ProbeRequest(_ => Note(2)), default);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(waiting.IsCompleted);

        _leave.Set();
        await Task.WhenAll(queued);
        await waiting;
        await busy;
        Assert.Equal([0, 1, 2], applied);

        int Note(int i)
        {
            applied.Add(i);
            return i;
        }
    }

    [Fact]
    public async Task Write_ErrorOfOurOwn_EndsTheWriterAndTellsEverybody()
    {
        var writer = await StartAsync();
        var busy = await OccupyAsync(writer);
        var failing = writer.WriteAsync(new ProbeRequest(_ => throw new InvalidOperationException("planted")), default);
        var neighbour = writer.WriteAsync(new ProbeRequest(_ => 1), default);

        _leave.Set();
        await busy;

        Assert.Contains("planted", (await Assert.ThrowsAsync<JournalException>(() => failing)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalException>(() => neighbour);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(new ProbeRequest(_ => 1), default));
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WithWritesWaiting_FinishesThem()
    {
        var writer = await StartAsync();
        var busy = await OccupyAsync(writer);
        var waiting = writer.WriteAsync(new ProbeRequest(_ => 7), default);

        var disposing = writer.DisposeAsync();
        _leave.Set();

        Assert.Equal(7, await waiting);
        await busy;
        await disposing;
    }

    /// <summary>Keeps the writer in a transaction until the test lets it leave.</summary>
    private async Task<Task<int>> OccupyAsync(JournalWriter writer)
    {
        var busy = writer.WriteAsync(new ProbeRequest(_ => Wait()), default);
        await _entered.Task;
        return busy;

        int Wait()
        {
            _entered.SetResult();
            _leave.Wait();
            return 0;
        }
    }

    private Task<JournalWriter> StartAsync(int queueLengthMax = 4096, int batchWritesMax = 512)
    {
        var options = new SqliteJournalOptions { Path = _directory.File("journal.db"), QueueLengthMax = queueLengthMax, BatchWritesMax = batchWritesMax };
        return JournalWriter.StartAsync(options, TimeProvider.System);
    }
}
