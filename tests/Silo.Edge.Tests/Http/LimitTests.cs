using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

/// <summary>Rates, streams of a tenant, headers, and pages of other origins.</summary>
public sealed class LimitTests
{
    private const string App = "https://app.example";

    [Fact]
    public async Task Requests_BeyondTheBurst_AreRefusedForTheirKeyAlone()
    {
        await using var server = await EdgeServer.StartAsync(options =>
        {
            options.Development = false;
            options.RequestsPerMinuteMax = 1;
            options.RequestsBurstMax = 3;
        });
        var (first, second) = (await KeyAsync(server), await KeyAsync(server));
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await server.GetAsync("/v1/agents", first)).Status);
        var refused = await server.GetAsync("/v1/agents", first);
        Assert.Equal(("requests_per_minute_max", 1), (refused.AssertProblem(429, "too_many_requests").GetProperty("limit").GetString(), refused.Json.GetProperty("value").GetInt32()));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 2, 60);
        Assert.Equal(200, (await server.GetAsync("/v1/agents", second)).Status);
        Assert.Equal(200, (await server.GetAsync("/health/live", first)).Status);
    }

    [Fact]
    public async Task Streams_OfATenant_AreBoundedAndOnesThatEndMakeRoom()
    {
        await using var server = await EdgeServer.StartAsync(options => options.TenantStreamsMax = 1);
        var path = $"/v1/sessions/{Sample.Session}/events";
        Assert.Null(server.Slots.Take(TenantId.Parse("another")));
        using (await OpenAsync())
        {
            var full = await server.GetAsync(path, ("Accept", "text/event-stream"));
            Assert.Equal(("tenant_streams_max", 1), (full.AssertProblem(429, "tenant_streams_full").GetProperty("limit").GetString(), full.Json.GetProperty("value").GetInt32()));
        }

        await server.Feed.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (server.Slots.Taken > 1)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await OpenAsync()).Dispose();

        async Task<HttpResponseMessage> OpenAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
            var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return response;
        }
    }

    [Theory]
    [InlineData("/v1/agents")]
    [InlineData("/v1/nowhere")]
    [InlineData("/boom")]
    [InlineData("/health/live")]
    public async Task Answers_AllOfThem_KeepBrowsersAtBay(string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.GetAsync(path);
        Assert.Equal(
            ["nosniff", "no-store", "default-src 'none'; frame-ancestors 'none'", "DENY", "no-referrer", "same-origin"],
            new[] { "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy" }.Select(name => answer.Headers[name]));
        Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Keys);
    }

    [Fact]
    public async Task Headers_BeyondTheBound_GetABare431()
    {
        await using var server = await EdgeServer.StartAsync(options => options.HeaderBytesMax = 4096);
        Assert.Equal(431, (await server.GetAsync("/v1/agents", ("X-Long", new string('x', 5000)))).Status);
    }

    [Fact]
    public async Task Origin_ThatTheSettingsName_MayCallAndReadAnswers()
    {
        await using var server = await EdgeServer.StartAsync(options => options.Origins = [App]);
        foreach (var path in (string[])["/v1/agents", "/v1/nowhere", "/boom"])
        {
            var answer = await server.GetAsync(path, ("Origin", App));
            Assert.Equal((App, "Origin"), (answer.Headers["Access-Control-Allow-Origin"], answer.Headers["Vary"]));
            Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
        }

        var ahead = await server.SendAsync(HttpMethod.Options, "/v1/sessions", null, ("Origin", App), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"));
        Assert.Equal(204, ahead.Status);
        Assert.Contains("Authorization", ahead.Headers["Access-Control-Allow-Headers"]);
        foreach (var other in (string[])["https://app.example.evil", "http://app.example", "https://APP.example", "null"])
            (await server.GetAsync("/v1/agents", ("Origin", other))).AssertProblem(403, "origin_refused");
    }

    [Fact]
    public async Task Origin_ThatTheSettingsName_MaySendAndReadEveryHeaderOfTheDocument()
    {
        await using var server = await EdgeServer.StartAsync(options => options.Origins = [App]);
        server.Workspace.Files["a"] = "0123456789"u8.ToArray();
        var file = $"/v1/sessions/{Sample.Session}/files/a";
        var ahead = await server.SendAsync(
            HttpMethod.Options, file, null, ("Origin", App), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "if-match,range"));
        var sent = ahead.Headers["Access-Control-Allow-Headers"].Split(", ");
        using var document = JsonDocument.Parse((await server.GetAsync("/openapi/v1.json")).Text);
        var nodes = Objects(document.RootElement).ToList();
        var parameters = nodes.Where(n => n.TryGetProperty("in", out var place) && place.ValueKind == JsonValueKind.String && place.ValueEquals("header"));
        var headers = parameters.Select(p => p.GetProperty("name").GetString()!).Distinct().ToList();
        Assert.Contains("If-Range", headers);
        Assert.Empty(headers.Except(sent));

        // A part, a part that is not there, and a condition that does not hold: a page goes on with a file by these.
        var told = nodes.Where(n => n.TryGetProperty("headers", out var of) && of.ValueKind == JsonValueKind.Object)
            .SelectMany(n => n.GetProperty("headers").EnumerateObject().Select(h => h.Name)).Append("Accept-Ranges").Distinct().ToList();
        Assert.Contains("ETag", told);
        foreach (var (status, header) in ((int, (string, string))[])[(206, ("Range", "bytes=4-")), (416, ("Range", "bytes=99-")), (412, ("If-Match", "\"0\""))])
        {
            var answer = await server.GetAsync(file, ("Origin", App), header);
            Assert.Equal(status, answer.Status);
            // A cookie is not for pages of other origins.
            Assert.Empty(told.Except(answer.Headers["Access-Control-Expose-Headers"].Split(", ")).Except(["Set-Cookie"]));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("app.example")]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example/path")]
    [InlineData("https://App.example")]
    [InlineData("ftp://app.example")]
    public void Origin_NotAsABrowserWritesIt_IsRefused(string origin) =>
        Assert.Contains($"Origins has '{origin}'", Assert.Single(new SiloEdgeOptions { Origins = [origin] }.Validate()));

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Objects(m.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static async Task<(string Name, string Value)> KeyAsync(EdgeServer server)
    {
        var made = await server.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Default, Role.Viewer, "test", null, "local"), default);
        return ("Authorization", "Bearer " + made.Text);
    }
}
