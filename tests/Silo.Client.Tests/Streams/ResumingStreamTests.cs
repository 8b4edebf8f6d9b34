using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Client.Errors;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Silo.Client.Transcripts;
using Xunit;

namespace Silo.Client.Tests.Streams;

public sealed class ResumingStreamTests
{
    private static readonly Script Whole = Script.WholeTurn();

    [Fact]
    public async Task Read_Uncut_GivesEveryItemInItsExactBytes()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        var items = await ReadAsync(server);
        AssertWhole(items);
        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_CutAtEveryItemBoundary_GoesOnExactly(bool abort)
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        for (var i = 0; i < Whole.Items.Count; i++) server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 1, Abort = abort });
        AssertWhole(await ReadAsync(server));
        if (!abort) Assert.Equal(Whole.Items.Count + 1, server.Seen.Count);
    }

    [Fact]
    public async Task Read_CutAtEveryByte_GoesOnExactly()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        using var client = server.Client();
        var bytes = Whole.Items.SelectMany((item, i) => Script.Frame(item, $"c{i + 1}")).Count();
        for (var cut = 0; cut <= bytes; cut++)
        {
            server.Plans.Enqueue(new ConnectionPlan { CutAfterBytes = cut, Abort = cut % 16 == 15 });
            AssertWhole(await ReadAsync(server, client));
        }

        Assert.Equal(2 * (bytes + 1), server.Seen.Count);
    }

    [Fact]
    public async Task Read_ErrorsThenOk_ComesBackAndHonoursRetryAfter()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 5 });
        server.Plans.Enqueue(new ConnectionPlan { Status = 500 });
        server.Plans.Enqueue(new ConnectionPlan { Status = 503, RetryAfter = "3", Problem = "{\"code\":\"starting\",\"retryable\":true}" });
        server.Plans.Enqueue(new ConnectionPlan { Status = 429 });
        var time = new AutoTime();
        using var client = server.Client(time);
        var notices = new List<Reconnecting>();
        AssertWhole(await ReadAsync(server, client, new ReadOptions { OnReconnecting = notices.Add }));
        Assert.Equal([1, 2, 3, 4], notices.Select(n => n.Attempt));
        Assert.Equal(TimeSpan.FromSeconds(3), notices[2].Wait);
        Assert.Equal(TimeSpan.Zero, notices[0].Wait);
        Assert.Equal(notices.Skip(1).Select(n => n.Wait), time.Waits);
        Assert.All(notices, (n, i) => Assert.True(i == 2 || n.Wait <= TimeSpan.FromMilliseconds(200 * (1 << i)), n.ToString()));
    }

    [Fact]
    public async Task Read_Shutdown_ComesBackWithItsCursor()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 3, Shutdown = true });
        AssertWhole(await ReadAsync(server));
        Assert.Equal("?after=c3", server.Seen.Last().Query);
    }

    [Fact]
    public async Task Read_OnlyEverShutdown_GivesUp()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        for (var i = 0; i < 100; i++) server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 0, Shutdown = true });
        await Assert.ThrowsAsync<SiloUnreachableException>(() => ReadAsync(server, options: new ReadOptions { GiveUpAfter = TimeSpan.FromSeconds(20) }));
        Assert.InRange(server.Seen.Count, 3, 20);
    }

    [Fact]
    public async Task Read_ServerGoneAndBack_GoesOn()
    {
        var first = await FakeSilo.StartAsync(Whole);
        first.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 4 });
        FakeSilo? second = null;
        using var client = first.Client();
        var items = new List<StreamItem>();
        var refused = 0;
        var options = new ReadOptions
        {
            OnReconnecting = r =>
            {
                // The first break finds the server gone; after two refusals another process listens there.
                if (r.Attempt == 1) first.DisposeAsync().AsTask().GetAwaiter().GetResult();
                else refused++;
                if (r.Attempt == 3) second = FakeSilo.StartAsync(Whole, first.Address.Port).GetAwaiter().GetResult();
            },
        };
        await foreach (var item in client.Session(Script.Session).ReadAsync(null, options)) items.Add(item);
        AssertWhole(items);
        Assert.Equal(2, refused);
        Assert.Equal("?after=c4", Assert.Single(second!.Seen).Query);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Read_ServerGone_GivesUpByName()
    {
        var server = await FakeSilo.StartAsync(Whole);
        using var client = server.Client();
        await server.DisposeAsync();
        await Assert.ThrowsAsync<SiloUnreachableException>(() => ReadAsync(server, client, new ReadOptions { GiveUpAfter = TimeSpan.Zero }));
    }

    [Fact]
    public async Task Read_Silence_CountsAsCut()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { Silent = true });
        // The clock ends the first wait for silence at once, and no later one.
        var time = new OnceTime(TimeSpan.FromSeconds(33));
        using var client = server.Client(time, silence: TimeSpan.FromSeconds(33));
        AssertWhole(await ReadAsync(server, client));
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task Read_HugeFrame_IsRefusedAndNotTriedAgain()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { Before = [.. "data: "u8, .. Enumerable.Repeat((byte)'x', 5000)] });
        using var client = server.Client(frameBytesMax: 4096);
        var e = await Assert.ThrowsAsync<SiloTooLargeException>(() => ReadAsync(server, client));
        Assert.Contains("FrameBytesMax = 4,096", e.Message);
        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData(400, "cursor_invalid")]
    [InlineData(404, "session_not_found")]
    public async Task Read_Refused_IsATypedErrorAndNotTriedAgain(int status, string code)
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { Status = status, Problem = $$"""{"code":"{{code}}","status":{{status}},"retryable":false}""" });
        var e = await Assert.ThrowsAsync<SiloApiException>(() => ReadAsync(server));
        Assert.Equal((code, status, false), (e.Code, e.Status, e.Retryable));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Read_ServerRepeatsAfterReconnect_Throws()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 7 });
        server.Plans.Enqueue(new ConnectionPlan { From = 6 });
        var e = await Assert.ThrowsAsync<StreamGapException>(() => ReadAsync(server));
        Assert.Contains("Promise 4", e.Message);
    }

    [Fact]
    public async Task Read_ServerSkipsAfterReconnect_Throws()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 1 });
        server.Plans.Enqueue(new ConnectionPlan { From = 2 });
        await Assert.ThrowsAsync<StreamGapException>(() => ReadAsync(server));
    }

    [Fact]
    public async Task Read_UnknownKinds_ArePassedOn()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        var items = await ReadAsync(server);
        var unknown = Assert.Single(items.OfType<StreamItem.Event>(), i => i.Decoded.Data is UnknownData);
        Assert.Equal("plan.updated", unknown.Stored.Kind);
        Assert.Equal("plan.delta", Assert.Single(items.OfType<StreamItem.Unknown>()).Kind);
    }

    [Fact]
    public async Task Read_EventWithoutId_IsAProtocolError()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        server.Plans.Enqueue(new ConnectionPlan { Before = [.. "event: turn.started\ndata: "u8, .. Whole.Items[3].Json, .. "\n\n"u8] });
        await Assert.ThrowsAsync<SiloProtocolException>(() => ReadAsync(server));
    }

    [Fact]
    public async Task Read_OptionsAndCursor_GoIntoTheRequest()
    {
        await using var server = await FakeSilo.StartAsync(Whole);
        using var client = server.Client();
        var items = new List<StreamItem>();
        await foreach (var item in client.Session(Script.Session).ReadAsync("c2", new ReadOptions { Follow = false, Deltas = false })) items.Add(item);
        Assert.Equal("?follow=false&deltas=false&after=c2", Assert.Single(server.Seen).Query);
        Assert.Equal(3, ((StreamItem.Event)items[0]).Stored.Sequence);
        Assert.Equal(FeedClosedReason.End, Assert.IsType<StreamItem.Closed>(items[^1]).Reason);
    }

    private static async Task<List<StreamItem>> ReadAsync(FakeSilo server, SiloClient? client = null, ReadOptions? options = null)
    {
        using var own = client is null ? server.Client() : null;
        var items = new List<StreamItem>();
        await foreach (var item in (client ?? own!).Session(Script.Session).ReadAsync(null, options)) items.Add(item);
        return items;
    }

    private static void AssertWhole(List<StreamItem> items)
    {
        Assert.Equal(FeedClosedReason.Deleted, Assert.IsType<StreamItem.Closed>(items[^1]).Reason);
        var transcript = new Transcript();
        for (var i = 0; i < Whole.Items.Count; i++)
        {
            Assert.Equal($"c{i + 1}", items[i].Cursor);
            var utf8 = items[i] switch
            {
                StreamItem.Event e => e.Stored.Utf8,
                StreamItem.Delta d => d.Utf8,
                StreamItem.Unknown u => u.Utf8,
                _ => default,
            };
            Assert.True(utf8.Span.SequenceEqual(Whole.Items[i].Json));
            transcript.Apply(items[i]);
        }

        Assert.Equal(Whole.Items.Count + 1, items.Count);
        Assert.False(transcript.HasOpen);
    }
}
