using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class BlockTests
{
    private static readonly string Events = $"/v1/sessions/{Sample.Session}/events";

    [Fact]
    public async Task Block_OfAMessage_ComesWholeAndAsHtmlWhenAsked()
    {
        await using var server = await EdgeServer.StartAsync();
        var content = await server.Blobs.PutAsync(Sample.Key, "a *long* text"u8.ToArray(), TestContext.Current.CancellationToken);
        using var input = JsonDocument.Parse("""{"a":1}""");
        server.Catalog.Sessions[0] = Sample.Row(head: 2);
        server.Feed.Add(Sample.Running(1), Sample.Event(2, new MessageCompleted
        {
            Attempt = 1,
            Blocks = [new ThoughtBlock("*hm*"), new TextBlock(null, content), new ToolUseBlock("call", "shell", input.RootElement.Clone())],
            StopReason = "tool_use",
            Model = "m",
        }));
        var html = (await server.GetAsync($"{Events}/2/blocks/1?html=true")).Json;
        Assert.Equal(("text", "a *long* text", "<p>a <em>long</em> text</p>\n"), (html.GetProperty("type").GetString(), html.GetProperty("text").GetString(), html.GetProperty("html").GetString()));
        Assert.Equal(JsonValueKind.Null, (await server.GetAsync($"{Events}/2/blocks/1")).Json.GetProperty("html").ValueKind);
        var thought = (await server.GetAsync($"{Events}/2/blocks/0?html=true")).Json;
        Assert.Equal(("thought", "*hm*", JsonValueKind.Null), (thought.GetProperty("type").GetString(), thought.GetProperty("text").GetString(), thought.GetProperty("html").ValueKind));
        Assert.Equal("""{"a":1}""", (await server.GetAsync($"{Events}/2/blocks/2")).Json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("2/blocks/3", 404, "block_not_found")]
    [InlineData("1/blocks/0", 404, "block_not_found")]
    [InlineData("3/blocks/0", 404, "block_not_found")]
    [InlineData("0/blocks/0", 404, "block_not_found")]
    [InlineData("-1/blocks/0", 404, "block_not_found")]
    [InlineData("99999999999999999999/blocks/0", 404, "block_not_found")]
    [InlineData("2/blocks/-1", 404, "block_not_found")]
    [InlineData("2/blocks/0?html=yes", 400, "query_invalid")]
    public async Task Block_ThatThereIsNot_IsNamed(string path, int status, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Sessions[0] = Sample.Row(head: 2);
        server.Feed.Add(Sample.Running(1), Sample.Event(2, new TurnQueued { Prompt = [new TextBlock("hello")], Position = 0 }));
        (await server.GetAsync($"{Events}/{path}")).AssertProblem(status, code);
    }

    [Fact]
    public async Task File_OfASession_IsNeverAPage()
    {
        await using var server = await EdgeServer.StartAsync();
        using var content = new ByteArrayContent("<script>1</script>"u8.ToArray());
        content.Headers.ContentType = new("application/octet-stream");
        using var put = await server.Client.PutAsync($"/v1/sessions/{Sample.Session}/files/a.html", content, TestContext.Current.CancellationToken);
        using var file = await server.Client.GetAsync($"/v1/sessions/{Sample.Session}/files/a.html", TestContext.Current.CancellationToken);
        Assert.Equal(("application/octet-stream", "attachment"), (file.Content.Headers.ContentType?.MediaType, file.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'; sandbox", file.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task From_BeginsAtThatEvent_OnAPageAndOnAStream()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Sessions[0] = Sample.Row(head: 3);
        server.Feed.Add(Sample.Running(1), Sample.Running(2), Sample.Running(3));
        Assert.Equal([2, 3], (await server.GetAsync(Events + "?from=2")).Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt32()));
        Assert.Equal([2], (await server.GetAsync(Events + "?from=2&limit=1")).Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt32()));
        using var stream = await server.StreamAsync("?from=3&follow=false");
        Assert.Equal(["state.running", "stream.closed"], (await stream.ToEndAsync()).Select(f => f.Event));
        Assert.Empty((await server.GetAsync(Events + "?from=4")).Json.GetProperty("events").EnumerateArray());
        foreach (var wrong in new[] { "from=0", "from=5", "from=x", "from=-1", "from=", "from=1&after=x" }) (await server.GetAsync($"{Events}?{wrong}")).AssertProblem(400, "query_invalid");
    }
}
