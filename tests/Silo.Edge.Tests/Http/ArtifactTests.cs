using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events.Kinds;
using Silo.Edge.Http.Artifacts;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class ArtifactTests
{
    private static readonly string Artifacts = $"/v1/sessions/{Sample.Session}/artifacts";

    [Fact]
    public async Task List_Artifacts_ComesInPagesWithAllThatIsKnown()
    {
        await using var server = await EdgeServer.StartAsync();
        var blob = await PublishAsync(server, 2, "report.csv", "text/csv", "a,b");
        server.Feed.Add(Sample.Running(3));
        await PublishAsync(server, 4, "report.csv", "text/csv", "a,b,c");
        server.Catalog.Sessions[0] = Sample.Row(head: 4);

        var first = (await server.GetAsync(Artifacts + "?limit=1")).Json;
        var listed = first.GetProperty("artifacts").EnumerateArray().Single();
        Assert.Equal(
            (2, "report.csv", "What came out", "text/csv", 3, blob.Sha256, "out/report.csv"),
            (listed.GetProperty("artifact").GetInt32(), listed.GetProperty("name").GetString(), listed.GetProperty("title").GetString(), listed.GetProperty("media_type").GetString(),
                listed.GetProperty("size").GetInt32(), listed.GetProperty("sha256").GetString(), listed.GetProperty("path").GetString()));
        var second = (await server.GetAsync($"{Artifacts}?limit=1&page={first.GetProperty("next_page").GetString()}")).Json;
        Assert.Equal([4], Numbers(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page").ValueKind);
        Assert.Equal([2, 4], Numbers((await server.GetAsync(Artifacts)).Json));
    }

    [Fact]
    public async Task List_OfALongSession_LooksAtBoundedManyEventsForAPage()
    {
        await using var server = await EdgeServer.StartAsync();
        for (var sequence = 1; sequence <= ArtifactList.EventsMax; sequence++) server.Feed.Add(Sample.Running(sequence));
        await PublishAsync(server, ArtifactList.EventsMax + 1, "late.txt", "text/plain", "x");
        server.Catalog.Sessions[0] = Sample.Row(head: ArtifactList.EventsMax + 1);
        var first = (await server.GetAsync(Artifacts)).Json;
        Assert.Empty(Numbers(first));
        Assert.Equal([ArtifactList.EventsMax + 1], Numbers((await server.GetAsync($"{Artifacts}?page={first.GetProperty("next_page").GetString()}")).Json));
    }

    [Fact]
    public async Task Read_Artifact_ComesWithItsTagAndNameAndInParts()
    {
        await using var server = await EdgeServer.StartAsync();
        var blob = await PublishAsync(server, 1, "Grüße \"1\".csv", "text/csv", "0123456789");
        server.Catalog.Sessions[0] = Sample.Row(head: 1);
        using var whole = await SendAsync(server, _ => { });
        Assert.Equal("0123456789", await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("text/csv", $"\"{blob.Sha256}\"", "attachment"), (whole.Content.Headers.ContentType?.MediaType, whole.Headers.ETag?.Tag, whole.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal("Grüße \"1\".csv", whole.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal(("nosniff", "no-store"), (whole.Headers.GetValues("X-Content-Type-Options").Single(), whole.Headers.CacheControl?.ToString()));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'; sandbox", whole.Headers.GetValues("Content-Security-Policy").Single());

        using var part = await SendAsync(server, h => h.Range = new RangeHeaderValue(2, 4));
        Assert.Equal((HttpStatusCode.PartialContent, "234", "bytes 2-4/10"), (part.StatusCode, await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), part.Content.Headers.ContentRange?.ToString()));
        using var known = await SendAsync(server, h => h.IfNoneMatch.Add(whole.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var other = await SendAsync(server, h => h.IfMatch.Add(new EntityTagHeaderValue("\"other\"")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, other.StatusCode);
        using var beyond = await SendAsync(server, h => h.Range = new RangeHeaderValue(10, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(5, server.Blobs.Opened.Count);
        await Task.WhenAll(server.Blobs.Opened).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/javascript")]
    [InlineData("application/x-shockwave-flash")]
    [InlineData("text/plain\r\nX-Evil: 1")]
    [InlineData("")]
    public async Task Read_ArtifactThatABrowserCouldRun_IsBytesAndNothingElse(string type)
    {
        await using var server = await EdgeServer.StartAsync();
        await PublishAsync(server, 1, "a.html", type, "<script>1</script>");
        server.Catalog.Sessions[0] = Sample.Row(head: 1);
        using var answer = await SendAsync(server, _ => { });
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a; filename=evil.exe; x=y")]
    [InlineData("a\"; filename=evil.exe; x=\"")]
    [InlineData("")]
    [InlineData("\u202e\0\u001b")]
    public async Task Read_ArtifactOfAHostileName_IsADownloadAndNoOtherHeader(string name)
    {
        await using var server = await EdgeServer.StartAsync();
        await PublishAsync(server, 1, name, "text/plain", "x");
        server.Catalog.Sessions[0] = Sample.Row(head: 1);
        using var answer = await SendAsync(server, _ => { });
        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.Headers.Contains("X-Evil")));
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", disposition.DispositionType);
        Assert.All(disposition.Parameters, p => Assert.Contains(p.Name, new[] { "filename", "filename*" }));
        Assert.Equal(name, disposition.FileNameStar ?? string.Empty);
    }

    [Theory]
    [InlineData("/1", 404, "artifact_not_found")]
    [InlineData("/3", 404, "artifact_not_found")]
    [InlineData("/4", 404, "artifact_not_found")]
    [InlineData("/0", 404, "artifact_not_found")]
    [InlineData("/-1", 404, "artifact_not_found")]
    [InlineData("/x", 404, "artifact_not_found")]
    [InlineData("/99999999999999999999", 404, "artifact_not_found")]
    [InlineData("/2?download=1", 400, "query_invalid")]
    [InlineData("?limit=0", 400, "query_invalid")]
    [InlineData("?page=0", 400, "page_invalid")]
    [InlineData("?page=4", 400, "page_invalid")]
    [InlineData("?page=", 400, "page_invalid")]
    [InlineData("?page=%20", 400, "page_invalid")]
    public async Task Artifact_ThatThereIsNot_IsNamed(string path, int status, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1));
        await PublishAsync(server, 2, "a.txt", "text/plain", "x");
        // Its blob is on another host.
        server.Feed.Add(Sample.Event(3, Published("b.txt", "text/plain", new BlobRef(new string('0', 64), 7))));
        server.Catalog.Sessions[0] = Sample.Row(head: 3);
        (await server.GetAsync(Artifacts + path)).AssertProblem(status, code);
    }

    private static async Task<BlobRef> PublishAsync(EdgeServer server, long sequence, string name, string type, string content)
    {
        var blob = await server.Blobs.PutAsync(Sample.Key, Encoding.UTF8.GetBytes(content), TestContext.Current.CancellationToken);
        server.Feed.Add(Sample.Event(sequence, Published(name, type, blob)));
        return blob;
    }

    private static ArtifactPublished Published(string name, string type, BlobRef blob) =>
        new() { Name = name, Title = "What came out", MediaType = type, Path = "out/report.csv", Content = blob };

    private static async Task<HttpResponseMessage> SendAsync(EdgeServer server, Action<HttpRequestHeaders> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Artifacts + "/1");
        change(request.Headers);
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<int> Numbers(JsonElement page) => page.GetProperty("artifacts").EnumerateArray().Select(a => a.GetProperty("artifact").GetInt32());
}
