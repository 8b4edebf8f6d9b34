using System.IO.Pipelines;
using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Events;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

/// <summary>The pump against a pipe whose bounds the test chooses: nothing here depends on the speed of a connection.</summary>
public sealed class EventPumpTests
{
    private readonly ManualTime _time = new();
    private int _produced;

    [Fact]
    public async Task Pump_ReaderDoesNotRead_TakesABoundedNumberOfItems()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
        using var stop = new CancellationTokenSource();
        // Every item is ready at once, so the call below returns when the pipe pushes back, and not before.
        var run = Pump(pipe, Ready(10_000, 1000)).RunAsync(stop);
        Assert.False(run.IsCompleted);
        Assert.InRange(_produced, 10, 200);

        var text = await ReadAllAsync(pipe, run);
        Assert.Equal(FeedClosedReason.End, (await run).Reason);
        Assert.Equal(10_000, _produced);
        Assert.Equal(10_000, text.Split("event: message.delta").Length - 1);
    }

    [Fact]
    public async Task Pump_LongPiece_IsFlushedOnTheWay()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
        using var stop = new CancellationTokenSource();
        var long1 = string.Concat(Enumerable.Repeat("ä€😀\"", 100_000));
        var writer = new SseWriter(pipe.Writer, Sample.Session);
        var item = Sample.Delta(1, 0, long1);
        var write = writer.WriteDeltaAsync(item.Piece, item.After, stop.Token).AsTask();
        Assert.False(write.IsCompleted);
        var text = await ReadAllAsync(pipe, write);
        var data = text.Split("data: ")[1].TrimEnd('\n');
        Assert.Equal(long1, System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Pump_ItemsReadyTogether_LeaveInOneFlush()
    {
        var counting = new CountingPipeWriter();
        using var stop = new CancellationTokenSource();
        var writer = new SseWriter(counting, Sample.Session);
        await using var items = Ready(20, 10).GetAsyncEnumerator();
        await new EventPump(items, writer, _time, TimeSpan.FromSeconds(15), default).RunAsync(stop);
        Assert.Equal(0, counting.Flushes);

        await using var apart = Apart(20).GetAsyncEnumerator();
        await new EventPump(apart, writer, _time, TimeSpan.FromSeconds(15), default).RunAsync(stop);
        Assert.InRange(counting.Flushes, 19, 21);
    }

    [Fact]
    public async Task Pump_Cancelled_DoesNotLeaveTheFeedInTheMiddleOfACall()
    {
        var pipe = new Pipe();
        using var stop = new CancellationTokenSource();
        var feed = new FakeFeed();
        var items = feed.ReadAsync(Sample.Key, Cursor.Start(Sample.Session), new FeedOptions(), stop.Token).GetAsyncEnumerator(stop.Token);
        var run = new EventPump(items, new SseWriter(pipe.Writer, Sample.Session), _time, TimeSpan.FromSeconds(15), default).RunAsync(stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        // An enumerator that is still being asked throws here.
        await items.DisposeAsync();
        Assert.True(feed.Ended.Task.IsCompleted);
    }

    /// <summary>The clock is past the alarm's time when what is left of it is reckoned, and was not when it rang: what is left is never less than nothing, which would be for ever, or an error.</summary>
    [Theory]
    [InlineData(1.2)]
    [InlineData(20)]
    public async Task Pump_AlarmThatRangEarly_RingsAgain(double lateMs)
    {
        var pipe = new Pipe();
        var time = new EarlyTime(TimeSpan.Zero, TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(0.4), TimeSpan.FromSeconds(15) + TimeSpan.FromMilliseconds(lateMs));
        using var stop = new CancellationTokenSource();
        var feed = new FakeFeed();
        var items = feed.ReadAsync(Sample.Key, Cursor.Start(Sample.Session), new FeedOptions(), stop.Token).GetAsyncEnumerator(stop.Token);
        var run = new EventPump(items, new SseWriter(pipe.Writer, Sample.Session), time, TimeSpan.FromSeconds(15), default).RunAsync(stop);
        await time.RingAsync(1);
        await time.RingAsync(2);
        var read = await pipe.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(": keep-alive\n\n", Encoding.UTF8.GetString(read.Buffer.FirstSpan));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await items.DisposeAsync();
    }

    [Fact]
    public async Task Pump_ReaderGoneWhileFlushing_EndsTheFeed()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        using var stop = new CancellationTokenSource();
        var feed = new FakeFeed();
        feed.Add(Sample.Running(1));
        var items = feed.ReadAsync(Sample.Key, Cursor.Start(Sample.Session), new FeedOptions(), stop.Token).GetAsyncEnumerator(stop.Token);
        var run = new EventPump(items, new SseWriter(pipe.Writer, Sample.Session), _time, TimeSpan.FromSeconds(15), default).RunAsync(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
        await items.DisposeAsync();
    }

    [Fact]
    public async Task Writer_EventWithNewlines_StaysOneFrame()
    {
        var pipe = new Pipe();
        var writer = new SseWriter(pipe.Writer, Sample.Session);
        writer.WriteEvent(new StoredEvent(1, "odd", "{\n\"a\":\r1}"u8.ToArray()), Cursor.Start(Sample.Session));
        var text = await ReadAllAsync(pipe, Task.CompletedTask);
        Assert.Equal($"id: {Cursor.Start(Sample.Session)}\nevent: odd\ndata: {{\ndata: \"a\":\ndata: 1}}\n\n", text);
    }

    private EventPump Pump(Pipe pipe, IAsyncEnumerable<FeedItem> items) =>
        new(items.GetAsyncEnumerator(), new SseWriter(pipe.Writer, Sample.Session), _time, TimeSpan.FromSeconds(15), default);

    private async IAsyncEnumerable<FeedItem> Ready(int count, int bytes)
    {
        for (var i = 0; i < count; i++)
        {
            _produced++;
            yield return Sample.Delta(1, i * bytes, new string('x', bytes));
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<FeedItem> Apart(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return Sample.Delta(1, i, "x");
        }
    }

    private static async Task<string> ReadAllAsync(Pipe pipe, Task writing)
    {
        var complete = CompleteAsync();
        using var reader = new StreamReader(pipe.Reader.AsStream(), Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        await complete;
        return text;

        async Task CompleteAsync()
        {
            await writing;
            await pipe.Writer.CompleteAsync();
        }
    }
}
