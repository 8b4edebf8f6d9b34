using System.Text;
using System.Text.Json.Nodes;
using Silo.Edge.Tests.Fakes;
using Silo.TestServers.OpenId;

namespace Silo.Edge.Tests.Http;

/// <summary>Tokens of an OpenID provider: which of them open something, and what.</summary>
public sealed class JwtTests
{
    private const string Audience = "silo-api";

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Token_SignedByItsIssuer_OpensWhatItsClaimsSay(string algorithm)
    {
        await using var provider = OpenIdServer.Start();
        using var key = SigningKey.Make("one", algorithm);
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider);
        var who = await server.GetAsync("/v1/whoami", Bearer(key.Token(Claims(server, provider).ToJsonString())));
        Assert.Equal(200, who.Status);
        Assert.Equal("""{"id":"jwt:anna-7","name":"Anna","tenant":"acme","role":"user","proof":"jwt","ends_at":"2026-01-02T03:15:05Z"}""", who.Text);
        Assert.Equal(1, provider.Asks);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("no expiry")]
    [InlineData("expiry as text")]
    [InlineData("expiry beyond time")]
    [InlineData("expiry before time")]
    [InlineData("not yet")]
    [InlineData("begin as text")]
    [InlineData("issued in the future")]
    [InlineData("another issuer")]
    [InlineData("issuer with a slash")]
    [InlineData("no issuer")]
    [InlineData("another audience")]
    [InlineData("other audiences")]
    [InlineData("no audience")]
    [InlineData("no subject")]
    [InlineData("long subject")]
    [InlineData("subject with a line break")]
    [InlineData("subject with half a character")]
    [InlineData("no tenant")]
    [InlineData("bad tenant")]
    [InlineData("no role")]
    [InlineData("unknown role")]
    [InlineData("role in capitals")]
    [InlineData("member twice")]
    [InlineData("claims in a list")]
    [InlineData("claims too deep")]
    [InlineData("claims that are no UTF-8")]
    [InlineData("no algorithm")]
    [InlineData("no signature and none")]
    [InlineData("no signature")]
    [InlineData("none in capitals")]
    [InlineData("shared secret of the public key")]
    [InlineData("another algorithm of the key")]
    [InlineData("algorithm in lower case")]
    [InlineData("key of another type")]
    [InlineData("no key id")]
    [InlineData("unknown key id")]
    [InlineData("key in the header")]
    [InlineData("critical header")]
    [InlineData("compressed")]
    [InlineData("unencoded")]
    [InlineData("header twice")]
    [InlineData("half a character in a header's name")]
    [InlineData("half a character in a claim's name")]
    [InlineData("token of a logout")]
    [InlineData("changed claims")]
    [InlineData("changed signature")]
    [InlineData("signature of another key")]
    [InlineData("four parts")]
    [InlineData("padding")]
    [InlineData("white space")]
    [InlineData("too long")]
    [InlineData("curve signature in DER")]
    [InlineData("curve signature of zeros")]
    public async Task Token_WithAnythingWrong_OpensNothing(string what)
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk, JwtKeys.Curve.Jwk);
        await using var server = await StartAsync(provider);
        Assert.Equal(200, (await server.GetAsync("/v1/agents", Bearer(key.Token(Claims(server, provider).ToJsonString())))).Status);
        var token = WrongTokens.Make(what, Claims(server, provider), key, JwtKeys.Curve, JwtKeys.Strange, server.Time.GetUtcNow());
        (await server.GetAsync("/v1/agents", Bearer(token))).AssertProblem(401, "unauthenticated");
        Assert.InRange(provider.Asks, 1, 2);
    }

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-60, false)]
    [InlineData(1, true)]
    public async Task Expiry_AndBegin_AllowForTheSkewAndNoMore(int seconds, bool good)
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider);
        var claims = Claims(server, provider);
        claims["exp"] = server.Time.GetUtcNow().ToUnixTimeSeconds() + seconds;
        Assert.Equal(good ? 200 : 401, (await server.GetAsync("/v1/agents", Bearer(key.Token(claims.ToJsonString())))).Status);
        claims = Claims(server, provider);
        claims["nbf"] = server.Time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        Assert.Equal(good || seconds == -60 ? 200 : 401, (await server.GetAsync("/v1/agents", Bearer(key.Token(claims.ToJsonString())))).Status);
        claims["nbf"] = server.Time.GetUtcNow().ToUnixTimeSeconds() + 61;
        Assert.Equal(401, (await server.GetAsync("/v1/agents", Bearer(key.Token(claims.ToJsonString())))).Status);
    }

    [Theory]
    [InlineData("""["other","viewer","approver","user"]""", "approver")]
    [InlineData("\"operator\"", "operator")]
    [InlineData("""["viewer",7,null,{"a":"operator"}]""", "viewer")]
    public async Task Roles_OfAToken_TheHighestThatThereIsCounts(string roles, string expected)
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider, options => options.Jwt.RoleClaim = "https://silo.example/roles");
        var claims = Claims(server, provider);
        claims["https://silo.example/roles"] = JsonNode.Parse(roles);
        claims["aud"] = new JsonArray("other", Audience);
        Assert.Equal(expected, (await server.GetAsync("/v1/whoami", Bearer(key.Token(claims.ToJsonString())))).Json.GetProperty("role").GetString());
    }

    [Fact]
    public async Task Tenant_OfTheSettings_GoesBeforeTheTokens()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider, options => options.Jwt.Tenant = "all");
        Assert.Equal("all", (await server.GetAsync("/v1/whoami", Bearer(key.Token(Claims(server, provider).ToJsonString())))).Json.GetProperty("tenant").GetString());
    }

    [Fact]
    public async Task Tokens_WhereNoIssuerIsNamed_OpenNothing()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync("/v1/agents", Bearer(key.Token(Claims(server, provider).ToJsonString())))).AssertProblem(401, "unauthenticated");
        Assert.Equal(0, provider.Asks);
    }

    [Fact]
    public async Task WrongTokens_AreBoundedForTheirAddress_AndGoodOnesGoOn()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider, options => options.FailedKeysPerMinuteMax = 2);
        var good = key.Token(Claims(server, provider).ToJsonString());
        for (var i = 0; i < 2; i++) (await server.GetAsync("/v1/agents", Bearer(good + "A"))).AssertProblem(401, "unauthenticated");
        (await server.GetAsync("/v1/agents", Bearer(good + "A"))).AssertProblem(429, "too_many_failures");
        Assert.Equal(200, (await server.GetAsync("/v1/agents", Bearer(good))).Status);
    }

    [Fact]
    public async Task Login_WithAToken_LastsAsLongAsTheToken()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider);
        var login = await server.PostAsync("/v1/login", $$"""{"key":"{{key.Token(Claims(server, provider).ToJsonString())}}"}""");
        var cookie = ("Cookie", login.Headers["Set-Cookie"].Split(';')[0]);
        Assert.Equal("cookie", (await server.GetAsync("/v1/whoami", cookie)).Json.GetProperty("proof").GetString());
        server.Time.Advance(TimeSpan.FromMinutes(11));
        (await server.GetAsync("/v1/whoami", cookie)).AssertProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Stream_OfAToken_EndsWhenTheTokenDoes()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider, options => options.Jwt.Tenant = "default");
        server.Feed.Add(Sample.Running(1));
        var bearer = Bearer(key.Token(Claims(server, provider).ToJsonString()));
        var token = (await server.PostAsync($"/v1/sessions/{Sample.Session}/stream-token", "", bearer)).Json.GetProperty("token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{Sample.Session}/events") { Headers = { { "Accept", "text/event-stream" }, { bearer.Name, bearer.Value } } };
        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new SseReader(response, await response.Content.ReadAsStreamAsync());
        using var byToken = await server.StreamAsync("?token=" + token);
        Assert.NotNull((await reader.NextAsync())?.Data);
        Assert.NotNull((await byToken.NextAsync())?.Data);

        server.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("""{"reason":"access_ended"}""", (await reader.ToEndAsync())[^1].Data);
        Assert.Equal("""{"reason":"access_ended"}""", (await byToken.ToEndAsync())[^1].Data);
    }

    [Fact]
    public async Task StreamToken_OfAToken_IsOfItsTenantAndHolder()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await StartAsync(provider, options => options.Development = true);
        server.Feed.Add(Sample.Running(1));
        var claims = Claims(server, provider);
        claims["silo_tenant"] = "default";
        claims["name"] = "Änna 7 \"x\"";
        var token = (await server.PostAsync($"/v1/sessions/{Sample.Session}/stream-token", "", Bearer(key.Token(claims.ToJsonString())))).Json.GetProperty("token").GetString()!;
        Assert.Equal(200, (await server.GetAsync($"/v1/sessions/{Sample.Session}/events?token={token}")).Status);

        // The holder of another tenant cannot ask for one of this session, and nobody can make one of another tenant into one of this.
        claims["silo_tenant"] = "globex";
        (await server.PostAsync($"/v1/sessions/{Sample.Session}/stream-token", "", Bearer(key.Token(claims.ToJsonString())))).AssertProblem(404, "session_not_found");
        var payload = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])).Split(' ');
        Assert.Equal(("holder1", "default"), (payload[0], payload[1]));
        Assert.DoesNotContain(payload, part => part.Contains(SigningKey.Encode("Änna"u8), StringComparison.Ordinal));
    }

    internal static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    internal static JsonObject Claims(EdgeServer server, OpenIdServer provider)
    {
        var now = server.Time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["aud"] = Audience,
            ["sub"] = "anna-7",
            ["name"] = "Anna",
            ["exp"] = now + 600,
            ["nbf"] = now,
            ["iat"] = now,
            ["silo_tenant"] = "acme",
            ["silo_role"] = "user",
        };
    }

    internal static Task<EdgeServer> StartAsync(OpenIdServer provider, Action<SiloEdgeOptions>? configure = null) => EdgeServer.StartAsync(options =>
    {
        // Plain http is for development; a token that is shown is looked at there like anywhere.
        options.Development = true;
        options.Jwt.Issuer = provider.Issuer;
        options.Jwt.Audience = Audience;
        configure?.Invoke(options);
    });
}
