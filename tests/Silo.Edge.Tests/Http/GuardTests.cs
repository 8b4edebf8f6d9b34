using Silo.Edge.Http.Guards;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class GuardTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:99")]
    [InlineData("127.0.0.1:8600")]
    [InlineData("[::1]:8600")]
    public async Task Host_Loopback_IsServed(string host)
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(200, (await server.GetAsync("/v1/agents", ("Host", host))).Status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("localhost.")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.2")]
    public async Task Host_AnyOtherName_Is421OnEveryRoute(string host)
    {
        await using var server = await EdgeServer.StartAsync();
        foreach (var path in new[] { "/v1/agents", "/health/live", "/nowhere", $"/v1/sessions/{Sample.Session}/events" })
            (await server.GetAsync(path, ("Host", host))).AssertProblem(421, "host_refused");
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Host", host))).AssertProblem(421, "host_refused");
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Host_Absent_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.StartsWith("HTTP/1.1 421", await server.RawAsync("GET /v1/agents", host: string.Empty));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("https://localhost:8600")]
    public async Task Origin_Foreign_Is403(string origin)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync("/v1/agents", ("Host", "localhost:8600"), ("Origin", origin))).AssertProblem(403, "origin_refused");
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Host", "localhost:8600"), ("Origin", origin))).AssertProblem(403, "origin_refused");
        (await server.SendAsync(HttpMethod.Options, "/v1/sessions", null, ("Host", "localhost:8600"), ("Origin", origin))).AssertProblem(403, "origin_refused");
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Origin_Own_IsServed()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(200, (await server.GetAsync("/v1/agents", ("Host", "localhost:8600"), ("Origin", "http://localhost:8600"))).Status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8600", true, true)]
    [InlineData("http://localhost:0", true, true)]
    [InlineData("http://[::1]:8600", true, true)]
    [InlineData("http://0.0.0.0:8600", true, false)]
    [InlineData("http://[::]:8600", true, false)]
    [InlineData("http://192.168.1.7:8600", true, false)]
    [InlineData("http://*:8600", false, false)]
    [InlineData("http://+:8600", false, false)]
    [InlineData("http://silo.example:8600", false, false)]
    [InlineData("https://127.0.0.1:8600", false, false)]
    [InlineData("http://127.0.0.1:8600/base", false, false)]
    [InlineData("127.0.0.1:8600", false, false)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    public void Address_OfThisMachine_IsTakenAndLoopbackIsKnown(string? text, bool good, bool loopback)
    {
        Assert.Equal(good, ListenAddress.TryParse(text, out var address, out var error));
        Assert.Equal(good, error is null);
        if (good) Assert.Equal(loopback, ListenAddress.IsLoopback(address!));
        else Assert.Contains($"'{text}'", error);
    }

    [Fact]
    public async Task Start_BeyondLoopback_FailsInDevelopmentAndWithoutKeys()
    {
        var development = await Assert.ThrowsAsync<InvalidOperationException>(() => EdgeServer.StartAsync(address: "http://0.0.0.0:0"));
        Assert.Contains("in development", development.Message);
        var noKeys = await Assert.ThrowsAsync<InvalidOperationException>(() => EdgeServer.StartAsync(options => options.Development = false, address: "http://0.0.0.0:0"));
        Assert.Contains("no key", noKeys.Message);
    }

    [Fact]
    public async Task Host_AnyName_IsServedWhereKeysAreNeeded()
    {
        await using var server = await EdgeServer.StartAsync(options => options.Development = false);
        Assert.Equal(200, (await server.GetAsync("/health/live", ("Host", "silo.example"))).Status);
        (await server.GetAsync("/health/live", ("Host", "silo.example"), ("Origin", "http://other.example"))).AssertProblem(403, "origin_refused");
    }

    [Fact]
    public async Task Start_BadBounds_NamesThemAll()
    {
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => EdgeServer.StartAsync(options =>
        {
            options.JsonBytesMax = 1;
            options.StreamsMax = 0;
            options.StreamKeepAlive = TimeSpan.Zero;
            options.FileBytesMax = -1;
        }));
        Assert.Equal(4, error.Failures.Count());
        Assert.Contains("JsonBytesMax is 1; it must be 16384 to 16777216.", error.Failures);
    }
}
