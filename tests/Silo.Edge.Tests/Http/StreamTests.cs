using System.Net;
using System.Text;
using Silo.Abstractions.Streams;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class StreamTests
{
    private static readonly string Events = $"/v1/sessions/{Sample.Session}/events";

    [Fact]
    public async Task Stream_Items_ComeAsTheContractSays()
    {
        await using var server = await EdgeServer.StartAsync();
        var e = Sample.Running(7);
        var message = Sample.Delta(7, 0, "Hel\"\n\\é€😀\u0001");
        var tool = Sample.Delta(8, 3, "{}", DeltaKind.ToolUse, "call \"1\"", "shell");
        server.Feed.Add(e, message, tool);
        using var stream = await server.StreamAsync();
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no-cache", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", stream.Response.Headers.GetValues("X-Accel-Buffering").Single());

        var first = (await stream.NextAsync())!;
        Assert.Equal((e.After.ToString(), "state.running", Encoding.UTF8.GetString(e.Stored.Utf8.Span)), (first.Id, first.Event, first.Data));
        var second = (await stream.NextAsync())!;
        Assert.Equal((message.After.ToString(), "message.delta"), (second.Id, second.Event));
        Assert.Equal(
            $$"""{"kind":"message.delta","session":"{{Sample.Session}}","turn":"{{Sample.Turn}}","agent":"demo","step":7,"epoch":1,"attempt":1,"block":0,"offset":0,"text":"Hel\"\n\\é€😀\u0001"}""",
            second.Data!.Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
        Assert.Equal("Hel\"\n\\é€😀\u0001", second.Json.GetProperty("text").GetString());
        var third = (await stream.NextAsync())!;
        Assert.Equal("tool_use.delta", third.Event);
        Assert.EndsWith(""","offset":3,"call_id":"call \"1\"","tool":"shell","text":"{}"}""", third.Data);
    }

    [Theory]
    [InlineData(FeedClosedReason.Deleted, "deleted")]
    [InlineData(FeedClosedReason.Shutdown, "shutdown")]
    [InlineData(FeedClosedReason.End, "end")]
    [InlineData(FeedClosedReason.Moved, "moved")]
    public async Task Stream_FeedCloses_SaysWhyAndEnds(FeedClosedReason reason, string name)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1), new FeedItem.Closed(reason));
        using var stream = await server.StreamAsync();
        var frames = await stream.ToEndAsync();
        Assert.Equal(new SseFrame(null, "stream.closed", $$"""{"reason":"{{name}}"}""", null), frames[^1]);
        Assert.Equal(2, frames.Count);
        Assert.Equal(0, server.Slots.Taken);
    }

    [Fact]
    public async Task Stream_ReturnsAtEveryItem_GetsExactlyTheRest()
    {
        await using var server = await EdgeServer.StartAsync();
        FeedItem[] items = [Sample.Running(1), Sample.Delta(1, 0, "a"), Sample.Delta(1, 1, "bc"), Sample.Running(2), Sample.Delta(2, 0, "d"), new FeedItem.Closed(FeedClosedReason.End)];
        server.Feed.Add(items);
        using var whole = await server.StreamAsync();
        var all = await whole.ToEndAsync();
        for (var taken = 1; taken < all.Count; taken++)
        {
            using var byHeader = await server.StreamAsync(lastEventId: all[taken - 1].Id);
            Assert.Equal(all[taken..], await byHeader.ToEndAsync());
            using var byQuery = await server.StreamAsync("?after=" + all[taken - 1].Id, lastEventId: all[0].Id);
            Assert.Equal(all[taken..], await byQuery.ToEndAsync());
        }
    }

    [Fact]
    public async Task Stream_Options_ReachTheFeed()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1), Sample.Delta(1, 0, "a"), Sample.Running(2));
        using var stream = await server.StreamAsync("?follow=false&deltas=false");
        Assert.Equal(["state.running", "state.running", "stream.closed"], (await stream.ToEndAsync()).Select(frame => frame.Event));
        Assert.Equal(new FeedOptions { Follow = false, Deltas = false }, server.Feed.Reads.Single().Options);
    }

    [Theory]
    [InlineData("after=nonsense", "cursor_invalid")]
    [InlineData("after=", "cursor_invalid")]
    [InlineData("follow=yes", "query_invalid")]
    [InlineData("limit=3", "query_invalid")]
    public async Task Stream_BadQuery_IsRefused(string query, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync($"{Events}?{query}", ("Accept", "text/event-stream"))).AssertProblem(400, code);
        Assert.Equal(0, server.Slots.Taken);
    }

    [Fact]
    public async Task Stream_ForeignOrFutureCursor_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        foreach (var accept in new[] { "text/event-stream", "application/json" })
        {
            (await server.GetAsync($"{Events}?after={Cursor.Start(Sample.Other)}", ("Accept", accept))).AssertProblem(400, "cursor_invalid");
            (await server.GetAsync($"{Events}?after={new Cursor(Sample.Session, 1001, [])}", ("Accept", accept))).AssertProblem(400, "cursor_invalid");
        }

        (await server.GetAsync(Events, ("Accept", "text/event-stream"), ("Last-Event-ID", "x"))).AssertProblem(400, "cursor_invalid");
        (await server.GetAsync($"/v1/sessions/{Sample.Other}/events", ("Accept", "text/event-stream"))).AssertProblem(404, "session_not_found");
        (await server.GetAsync("/v1/sessions/x/events", ("Accept", "text/event-stream"))).AssertProblem(400, "id_invalid");
    }

    [Fact]
    public async Task Stream_Silence_IsBrokenEvery15Seconds()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1));
        using var stream = await server.StreamAsync();
        Assert.NotNull((await stream.NextAsync())!.Id);
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(15));
        server.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("keep-alive", (await stream.NextAsync())!.Comment);

        // An item in between begins the 15 seconds anew.
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(15));
        server.Time.Advance(TimeSpan.FromSeconds(10));
        server.Feed.Add(Sample.Running(2));
        Assert.NotNull((await stream.NextAsync())!.Id);
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(10));
        server.Feed.Add(Sample.Running(3));
        Assert.NotNull((await stream.NextAsync())!.Id);
    }

    [Fact]
    public async Task Stream_ServerStops_ClosesWithShutdown()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1));
        using var stream = await server.StreamAsync();
        await stream.NextAsync();
        server.BeginStop();
        Assert.Equal("""{"reason":"shutdown"}""", (await stream.NextAsync())!.Data);
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task Stream_ReaderGoes_EndsTheFeedAndFreesItsPlace()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1));
        using (var stream = await server.StreamAsync()) await stream.NextAsync();
        await server.Feed.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Stream_TooMany_AreRefusedByName()
    {
        await using var server = await EdgeServer.StartAsync(options => options.StreamsMax = 1);
        server.Feed.Add(Sample.Running(1));
        using var stream = await server.StreamAsync();
        await stream.NextAsync();
        var problem = (await server.GetAsync(Events, ("Accept", "text/event-stream"))).AssertProblem(503, "streams_full");
        Assert.Equal(("streams_max", 1), (problem.GetProperty("limit").GetString(), problem.GetProperty("value").GetInt32()));
        // A page takes no place.
        Assert.Equal(200, (await server.GetAsync(Events)).Status);
    }

    [Fact]
    public async Task Stream_ReaderStopsReading_LosesNothingAndIsNotCut()
    {
        await using var server = await EdgeServer.StartAsync();
        var items = Enumerable.Range(0, 3000).Select(i => (FeedItem)Sample.Delta(1, i * 4000, new string((char)('a' + (i % 26)), 4000))).ToArray();
        server.Feed.Add([.. items, new FeedItem.Closed(FeedClosedReason.End)]);
        using var stream = await server.StreamAsync();
        await stream.NextAsync();
        var rest = await stream.ToEndAsync();
        Assert.Equal(3000, rest.Count);
        for (var i = 1; i < 3000; i++)
            Assert.Equal((i * 4000, items[i] is FeedItem.Delta d ? Encoding.UTF8.GetString(d.Piece.Utf8.Span) : null), (rest[i - 1].Json.GetProperty("offset").GetInt32(), rest[i - 1].Json.GetProperty("text").GetString()));
        await server.Feed.Ended.Task;
        Assert.Equal("none", server.LastRate);
    }

    [Fact]
    public async Task Stream_FeedFails_CutsTheConnectionInsteadOfEndingIt()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Instead = _ => FailAsync();
        using var stream = await server.StreamAsync();
        await Assert.ThrowsAnyAsync<Exception>(stream.ToEndAsync);
        Assert.Equal(0, server.Slots.Taken);

        static async IAsyncEnumerable<FeedItem> FailAsync()
        {
            yield return Sample.Running(1);
            await Task.Yield();
            throw new InvalidOperationException("a bug");
        }
    }

    [Fact]
    public async Task Page_Events_AreTheStoredBytes()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Sessions[0] = Sample.Row(head: 2);
        var (first, second, third) = (Sample.Running(1), Sample.Running(2), Sample.Ended(3));
        server.Feed.Add(first, Sample.Delta(1, 0, "x"), second, third);
        var page = await server.GetAsync(Events + "?limit=2");
        Assert.Equal("application/json", page.Type);
        Assert.Equal(
            $$"""{"events":[{{Encoding.UTF8.GetString(first.Stored.Utf8.Span)}},{{Encoding.UTF8.GetString(second.Stored.Utf8.Span)}}],"after":"{{second.After}}","head":2}""",
            page.Text);
        var next = (await server.GetAsync($"{Events}?after={second.After}")).Json;
        Assert.Equal((1, third.After.ToString(), 3), (next.GetProperty("events").GetArrayLength(), next.GetProperty("after").GetString(), next.GetProperty("head").GetInt32()));
        server.Catalog.Sessions[0] = Sample.Row(head: 3);
        var last = (await server.GetAsync($"{Events}?after={third.After}")).Json;
        Assert.Equal((0, third.After.ToString()), (last.GetProperty("events").GetArrayLength(), last.GetProperty("after").GetString()));
    }

    [Fact]
    public async Task Page_BadQuery_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync(Events + "?limit=1001")).AssertProblem(400, "query_invalid");
        (await server.GetAsync(Events + "?follow=true")).AssertProblem(400, "query_invalid");
        (await server.GetAsync($"/v1/sessions/{Sample.Other}/events")).AssertProblem(404, "session_not_found");
    }

    [Fact]
    public async Task Accept_WithParametersOrList_StillMeansAStream()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(new FeedItem.Closed(FeedClosedReason.End));
        Assert.Equal("text/event-stream", (await server.GetAsync(Events, ("Accept", "application/json;q=0.1, text/event-stream;q=0.9"))).Type);
        Assert.Equal("application/json", (await server.GetAsync(Events, ("Accept", "*/*"))).Type);
        Assert.Equal(HttpStatusCode.OK, (HttpStatusCode)(await server.GetAsync(Events, ("Accept", "rubbish"))).Status);
    }
}
