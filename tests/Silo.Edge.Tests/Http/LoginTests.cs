using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

/// <summary>The cookie of this server's own pages.</summary>
public sealed class LoginTests
{
    private static readonly (string, string) Own = ("Sec-Fetch-Site", "same-origin");

    [Fact]
    public async Task Login_WithAKey_SetsACookieThatOpensWhatTheKeyDoesUntilLogout()
    {
        await using var server = await StartAsync();
        var key = await KeyAsync(server, Role.User);
        var login = await server.PostAsync("/v1/login", $$"""{"key":"{{key.Text}}"}""", Own);
        Assert.Equal(200, login.Status);
        Assert.Equal(("test", "default", "user", "cookie", key.Key.Id.Value), Who(login));
        var set = login.Headers["Set-Cookie"];
        Assert.Equal($"silo_key={key.Text}; path=/; samesite=strict; httponly", set);

        var cookie = ("Cookie", set[..set.IndexOf(';')]);
        Assert.Equal(("test", "default", "user", "cookie", key.Key.Id.Value), Who(await server.GetAsync("/v1/whoami", cookie)));
        Assert.Equal(201, (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", cookie, Own)).Status);
        (await server.GetAsync("/v1/keys", cookie)).AssertProblem(403, "forbidden");

        var logout = await server.SendAsync(HttpMethod.Post, "/v1/logout", json: null, cookie, Own);
        Assert.Equal(204, logout.Status);
        Assert.StartsWith("silo_key=; expires=Thu, 01 Jan 1970", logout.Headers["Set-Cookie"]);
        Assert.DoesNotContain("Set-Cookie", (await server.SendAsync(HttpMethod.Post, "/v1/logout")).Headers.Keys);
    }

    [Fact]
    public async Task Login_OfAPageOverTls_SetsACookieThatGoesOverTlsOnly()
    {
        await using var server = await EdgeServer.StartAsync(options =>
        {
            options.Development = false;
            options.Origins = ["https://silo.example"];
        });
        var key = await KeyAsync(server, Role.User);
        var login = await server.PostAsync("/v1/login", $$"""{"key":"{{key.Text}}"}""", ("Host", "silo.example"), ("Origin", "https://silo.example"));
        Assert.Equal($"__Host-silo_key={key.Text}; path=/; secure; samesite=strict; httponly", login.Headers["Set-Cookie"]);
        Assert.Equal(200, (await server.GetAsync("/v1/whoami", ("Cookie", $"silo_key=x; __Host-silo_key={key.Text}"))).Status);
        var logout = await server.SendAsync(HttpMethod.Post, "/v1/logout", json: null, ("Host", "silo.example"), ("Origin", "https://silo.example"), ("Cookie", $"__Host-silo_key={key.Text}"));
        Assert.Contains("__Host-silo_key=; expires=Thu, 01 Jan 1970", logout.Headers["Set-Cookie"]);
        Assert.Contains("secure", logout.Headers["Set-Cookie"]);
    }

    [Theory]
    [InlineData("{}", 400, "body_invalid")]
    [InlineData("""{"key":null}""", 400, "body_invalid")]
    [InlineData("""{"key":""}""", 400, "body_invalid")]
    [InlineData("""{"key":"a","more":1}""", 400, "body_invalid")]
    [InlineData("""{"key":"a","key":"b"}""", 400, "body_invalid")]
    [InlineData("""{"key":"silo_a\r\nSet-Cookie: x=y"}""", 401, "unauthenticated")]
    [InlineData("""{"key":"silo_00000000000000000000000000_0000000000000000000000000000000000000000000000000000000000000000"}""", 401, "unauthenticated")]
    public async Task Login_WithAnythingElse_SetsNothing(string body, int status, string code)
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync("/v1/login", body);
        answer.AssertProblem(status, code);
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        Assert.Equal(status == 401 ? "Bearer" : null, answer.Headers.GetValueOrDefault("WWW-Authenticate"));
    }

    [Fact]
    public async Task Login_WithALongBody_IsRefused()
    {
        await using var server = await StartAsync();
        (await server.PostAsync("/v1/login", $$"""{"key":"{{new string('a', 3501)}}"}""")).AssertProblem(400, "body_invalid");
        (await server.PostAsync("/v1/login", $$"""{"key":"{{new string('a', 20_000)}}"}""")).AssertProblem(413, "body_too_large");
        (await server.PostAsync("/v1/login", "key=a", ("Content-Type", "application/x-www-form-urlencoded"))).AssertProblem(415, "content_type_refused");
    }

    [Fact]
    public async Task Cookie_OfAKeyThatIsRevoked_OpensNothingAndIsTakenBack()
    {
        await using var server = await StartAsync();
        var key = await KeyAsync(server, Role.User);
        var cookie = ("Cookie", "silo_key=" + key.Text);
        Assert.Equal(200, (await server.GetAsync("/v1/agents", cookie)).Status);
        await server.Services.GetRequiredService<IKeyDirectory>().RevokeAsync(TenantId.Default, key.Key.Id, default);
        var refused = await server.GetAsync("/v1/agents", cookie);
        refused.AssertProblem(401, "unauthenticated");
        Assert.StartsWith("silo_key=; expires=", refused.Headers["Set-Cookie"]);
        Assert.DoesNotContain("Set-Cookie", (await server.GetAsync("/v1/agents", ("Authorization", "Bearer " + key.Text))).Headers.Keys);
    }

    [Fact]
    public async Task Cookie_BesideAHeader_DoesNotCount()
    {
        await using var server = await StartAsync();
        var (user, viewer) = (await KeyAsync(server, Role.User), await KeyAsync(server, Role.Viewer));
        var answer = await server.GetAsync("/v1/whoami", ("Cookie", "silo_key=" + user.Text), ("Authorization", "Bearer " + viewer.Text));
        Assert.Equal(("test", "default", "viewer", "key", viewer.Key.Id.Value), Who(answer));
        (await server.GetAsync("/v1/whoami", ("Cookie", "silo_key=" + user.Text), ("Authorization", "Bearer x"))).AssertProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("POST", "same-origin", null, true)]
    [InlineData("POST", null, "http://localhost:8600", true)]
    [InlineData("POST", null, null, false)]
    [InlineData("POST", "none", null, false)]
    [InlineData("POST", "same-site", null, false)]
    [InlineData("POST", "cross-site", null, false)]
    [InlineData("POST", "same-site", "http://localhost:8600", false)]
    [InlineData("POST", null, "http://allowed.example", false)]
    [InlineData("POST", "cross-site", "http://allowed.example", false)]
    [InlineData("GET", "same-origin", null, true)]
    [InlineData("GET", "none", null, true)]
    [InlineData("GET", null, null, true)]
    [InlineData("GET", "same-site", null, false)]
    [InlineData("GET", "cross-site", null, false)]
    [InlineData("GET", null, "http://allowed.example", false)]
    public async Task Cookie_CountsInRequestsOfOwnPagesOnly(string method, string? site, string? origin, bool counts)
    {
        await using var server = await EdgeServer.StartAsync(options =>
        {
            options.Development = false;
            options.Origins = ["http://allowed.example"];
        });
        var key = await KeyAsync(server, Role.User);
        List<(string, string)> headers = [("Host", "localhost:8600")];
        if (site is not null) headers.Add(("Sec-Fetch-Site", site));
        if (origin is not null) headers.Add(("Origin", origin));
        var body = method == "POST" ? """{"agent":"demo"}""" : null;
        var answer = await server.SendAsync(new HttpMethod(method), "/v1/sessions", body, [.. headers, ("Cookie", "silo_key=" + key.Text)]);
        if (counts) Assert.InRange(answer.Status, 200, 201);
        else answer.AssertProblem(403, "origin_refused");
        Assert.Equal(counts && method == "POST" ? 1 : 0, server.Directory.Creates.Count);

        // A key in a header is no cookie: no browser adds it by itself.
        Assert.InRange((await server.SendAsync(new HttpMethod(method), "/v1/sessions", body, [.. headers, ("Authorization", "Bearer " + key.Text)])).Status, 200, 201);
    }

    [Theory]
    [InlineData("same-site", null)]
    [InlineData("cross-site", null)]
    [InlineData("none", null)]
    [InlineData(null, "http://allowed.example")]
    public async Task Login_OfAnotherPage_IsRefused(string? site, string? origin)
    {
        await using var server = await EdgeServer.StartAsync(options =>
        {
            options.Development = false;
            options.Origins = ["http://allowed.example"];
        });
        var key = await KeyAsync(server, Role.User);
        var header = site is null ? ("Origin", origin!) : ("Sec-Fetch-Site", site);
        var login = await server.PostAsync("/v1/login", $$"""{"key":"{{key.Text}}"}""", header);
        login.AssertProblem(403, "origin_refused");
        Assert.DoesNotContain("Set-Cookie", login.Headers.Keys);
        var logout = await server.SendAsync(HttpMethod.Post, "/v1/logout", json: null, header, ("Cookie", "silo_key=" + key.Text));
        logout.AssertProblem(403, "origin_refused");
        Assert.DoesNotContain("Set-Cookie", logout.Headers.Keys);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("http://allowed.example", false)]
    [InlineData("http://localhost:8600", true)]
    public async Task Hub_ByCookie_IsForOwnPagesOnly(string? origin, bool opens)
    {
        await using var server = await EdgeServer.StartAsync(options =>
        {
            options.Development = false;
            options.Origins = ["http://allowed.example"];
        });
        var key = await KeyAsync(server, Role.User);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Host", "localhost:8600");
        socket.Options.SetRequestHeader("Cookie", "silo_key=" + key.Text);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        var connecting = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/hub"), CancellationToken.None);
        if (opens) await connecting;
        else await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => connecting);
        Assert.Equal(opens ? System.Net.HttpStatusCode.SwitchingProtocols : System.Net.HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task WhoAmI_InDevelopment_SaysThatNoKeyIsNeeded()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(("local", "default", "operator", "none", "local"), Who(await server.GetAsync("/v1/whoami")));
        var stale = await server.GetAsync("/v1/whoami", ("Cookie", "silo_key=of-another-server"));
        stale.AssertProblem(401, "unauthenticated");
        Assert.StartsWith("silo_key=; expires=", stale.Headers["Set-Cookie"]);
    }

    private static (string?, string?, string?, string?, string?) Who(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        string? Text(string name) => answer.Json.GetProperty(name).GetString();
        return (Text("name"), Text("tenant"), Text("role"), Text("proof"), Text("id"));
    }

    private static Task<EdgeServer> StartAsync() => EdgeServer.StartAsync(options => options.Development = false);

    private static Task<CreatedKey> KeyAsync(EdgeServer server, Role role) =>
        server.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Default, role, "test", null, "local"), default);
}
