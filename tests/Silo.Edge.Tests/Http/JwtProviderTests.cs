using System.Text.Json.Nodes;
using Silo.Edge.Tests.Fakes;
using Silo.TestServers.OpenId;

namespace Silo.Edge.Tests.Http;

/// <summary>The provider's keys: new ones, old ones, hostile ones, and none.</summary>
public sealed class JwtProviderTests
{
    [Fact]
    public async Task Keys_ThatChange_AreAskedForAtTheFirstTokenOfANewOne_AndSeldom()
    {
        await using var provider = OpenIdServer.Start();
        using var first = SigningKey.Make("first");
        using var second = SigningKey.Make("second", "ES256");
        provider.Publish(first.Jwk);
        await using var server = await JwtTests.StartAsync(provider);
        Assert.Equal(200, await StatusAsync(server, provider, first));
        for (var i = 0; i < 20; i++) Assert.Equal(401, await StatusAsync(server, provider, second));
        Assert.Equal(1, provider.Asks);

        provider.Publish(first.Jwk, second.Jwk);
        server.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, await StatusAsync(server, provider, second));
        Assert.Equal(200, await StatusAsync(server, provider, first));
        Assert.Equal(2, provider.Asks);

        // One that was taken out is gone with the next look, which its own tokens bring about.
        provider.Publish(second.Jwk);
        server.Time.Advance(TimeSpan.FromHours(1));
        await WaitAsync(() => StatusAsync(server, provider, first), 401);
        Assert.Equal(200, await StatusAsync(server, provider, second));
        Assert.Equal(3, provider.Asks);
    }

    [Fact]
    public async Task Key_TakenOutWhileNobodyAsked_OpensNothing()
    {
        await using var provider = OpenIdServer.Start();
        using var stolen = SigningKey.Make("stolen", "ES256");
        using var good = SigningKey.Make("good", "ES256");
        provider.Publish(stolen.Jwk);
        await using var server = await JwtTests.StartAsync(provider);
        Assert.Equal(200, await StatusAsync(server, provider, stolen));
        provider.Publish(good.Jwk);
        server.Time.Advance(TimeSpan.FromHours(2));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StatusAsync(server, provider, stolen)));
        Assert.All(answers, status => Assert.Equal(401, status));
        Assert.Equal(2, provider.Asks);
        Assert.Equal(200, await StatusAsync(server, provider, good));
    }

    [Fact]
    public async Task Provider_Down_NothingUnknownIsTaken_AndKnownKeysGoOnForAWhile()
    {
        await using var provider = OpenIdServer.Start();
        using var known = SigningKey.Make("known", "ES256");
        using var other = SigningKey.Make("other", "ES384");
        provider.Publish(known.Jwk);
        provider.Instead = "HTTP/1.1 500 Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await using var server = await JwtTests.StartAsync(provider);
        (await AskAsync(server, provider, known)).AssertProblem(503, "issuer_unavailable");

        provider.Instead = null;
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await StatusAsync(server, provider, known));

        provider.Instead = "nonsense";
        server.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(200, await StatusAsync(server, provider, known));
        await WaitAsync(() => StatusAsync(server, provider, other), 503);
        server.Time.Advance(TimeSpan.FromHours(21));
        Assert.Equal(200, await StatusAsync(server, provider, known));
        server.Time.Advance(TimeSpan.FromHours(1));
        await WaitAsync(() => StatusAsync(server, provider, known), 503);

        provider.Instead = null;
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await StatusAsync(server, provider, known));
    }

    [Fact]
    public async Task Provider_ThatHangs_HoldsUpItsOwnTokensOnly_AndNotForEver()
    {
        await using var provider = OpenIdServer.Start();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        provider.Hangs = true;
        await using var server = await JwtTests.StartAsync(provider);
        var waiting = Enumerable.Range(0, 5).Select(_ => AskAsync(server, provider, key)).ToList();
        await provider.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(200, (await server.GetAsync("/v1/agents")).Status);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        foreach (var answer in await Task.WhenAll(waiting)) answer.AssertProblem(503, "issuer_unavailable");
        Assert.Equal(0, provider.Asks);
    }

    [Theory]
    [InlineData("no json", "{")]
    [InlineData("a list", "[]")]
    [InlineData("no keys", "{}")]
    [InlineData("keys in an object", """{"keys":{}}""")]
    [InlineData("keys twice", """{"keys":[],"keys":[]}""")]
    [InlineData("texts", """{"keys":["a",7,null]}""")]
    [InlineData("half a character in a name", """{"keys":[],"\ud800":1}""")]
    [InlineData("too deep", """{"keys":[[[[[[[[[[]]]]]]]]]]}""")]
    [InlineData("shared secret", """{"keys":[{"kty":"oct","kid":"one","k":"AAAA","alg":"HS256"}]}""")]
    [InlineData("exponent of one", "rsa:e=AQ")]
    [InlineData("even exponent", "rsa:e=Ag")]
    [InlineData("long exponent", "rsa:e=AQAAAAAAAQ")]
    [InlineData("modulus that is no text", "rsa:n=7")]
    [InlineData("short modulus", "rsa:n=AQAB")]
    [InlineData("encryption", "rsa:use=enc")]
    [InlineData("another algorithm", "rsa:alg=HS256")]
    [InlineData("no name", "rsa:kid=")]
    [InlineData("private half", "rsa:d=AQAB")]
    [InlineData("not for checking", "rsa:key_ops=encrypt")]
    [InlineData("another type", "rsa:kty=EC")]
    [InlineData("weak", "weak")]
    [InlineData("point off its curve", "curve:y=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE")]
    [InlineData("another curve", "curve:crv=P-384")]
    [InlineData("no curve", "curve:crv=P-192")]
    [InlineData("large", "large")]
    [InlineData("another issuer", "configuration:issuer=https://other.example")]
    [InlineData("no issuer", "configuration:issuer=")]
    [InlineData("keys in a file", "configuration:jwks_uri=file:///etc/passwd")]
    [InlineData("keys by plain http elsewhere", "configuration:jwks_uri=http://192.0.2.1/keys")]
    [InlineData("keys nowhere", "configuration:jwks_uri=")]
    [InlineData("moved", "moved")]
    [InlineData("cut", "answer:HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}")]
    public async Task Provider_ThatIsHostileOrBroken_LetsNobodyIn(string what, string how)
    {
        await using var provider = OpenIdServer.Start();
        var key = what == "weak" ? JwtKeys.Weak : how.StartsWith("curve", StringComparison.Ordinal) ? JwtKeys.CurveOne : JwtKeys.One;
        Break(provider, key, how);
        await using var server = await JwtTests.StartAsync(provider);
        var answer = await AskAsync(server, provider, key);
        answer.AssertProblem(503, "issuer_unavailable");

        // What is wrong is passed over where something good stands beside it.
        var good = JwtKeys.Curve;
        if (how.StartsWith("configuration", StringComparison.Ordinal) || how.StartsWith("answer", StringComparison.Ordinal) || how == "moved") return;
        if (JsonNode.Parse(provider.Keys.Length < 10_000 && what is not ("no json" or "half a character in a name" or "keys twice" or "too deep") ? provider.Keys : "{}") is not JsonObject set || set["keys"] is not JsonArray list) return;
        list.Add(good.Jwk);
        provider.Keys = set.ToJsonString();
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await StatusAsync(server, provider, good));
        Assert.Equal(401, await StatusAsync(server, provider, key));
    }

    [Fact]
    public async Task Keys_OfOneName_TheFirstCountsAndThousandsCostNothing()
    {
        await using var provider = OpenIdServer.Start();
        var (first, second) = (JwtKeys.One, JwtKeys.Strange);
        using var late = SigningKey.Make("late", "ES256");
        provider.Publish([first.Jwk, .. Enumerable.Range(0, 150).Select(_ => second.Jwk), late.Jwk]);
        await using var server = await JwtTests.StartAsync(provider);
        Assert.Equal(200, await StatusAsync(server, provider, first));
        Assert.Equal(401, await StatusAsync(server, provider, second));
        Assert.Equal(401, await StatusAsync(server, provider, late));
    }

    [Fact]
    public async Task Provider_WhoseCertificateNobodyTrusts_LetsNobodyIn()
    {
        await using var provider = OpenIdServer.StartUntrusted();
        var key = JwtKeys.One;
        provider.Publish(key.Jwk);
        await using var server = await JwtTests.StartAsync(provider);
        (await AskAsync(server, provider, key)).AssertProblem(503, "issuer_unavailable");
        Assert.Equal(0, provider.Asks);
    }

    [Theory]
    [InlineData("https://login.example/realms/a", "silo", true, true)]
    [InlineData("http://127.0.0.1:1", "silo", true, false)]
    [InlineData("http://localhost:1", "silo", true, false)]
    [InlineData("http://login.example", "silo", false, false)]
    [InlineData("http://127.0.0.1.example", "silo", false, false)]
    [InlineData("https://user@login.example", "silo", false, false)]
    [InlineData("https://login.example?a=b", "silo", false, false)]
    [InlineData("https://login.example#a", "silo", false, false)]
    [InlineData("login.example", "silo", false, false)]
    [InlineData("file:///etc", "silo", false, false)]
    [InlineData("https://login.example", null, false, false)]
    [InlineData("https://login.example", "", false, false)]
    [InlineData(null, "silo", false, false)]
    [InlineData(null, null, true, true)]
    public void Options_AreRefusedUnlessTheyAreSafe(string? issuer, string? audience, bool inDevelopment, bool elsewhere)
    {
        var options = new Silo.Edge.Auth.Jwt.JwtOptions { Issuer = issuer, Audience = audience };
        Assert.Equal((inDevelopment, elsewhere), (options.Validate(development: true).Count == 0, options.Validate(development: false).Count == 0));
    }

    [Fact]
    public async Task Doctor_LooksAtTheProvider_WhereThereIsOne()
    {
        await using var provider = OpenIdServer.Start();
        provider.Publish(JwtKeys.One.Jwk);
        await using var server = await JwtTests.StartAsync(provider);
        var well = (await server.GetAsync("/v1/doctor")).Json;
        Assert.Equal(("ok", $"{provider.Issuer} has 1 keys for tokens."), (well.GetProperty("status").GetString(), well.GetProperty("checks")[0].GetProperty("detail").GetString()));
        provider.Configuration = provider.Configuration.Replace("\"issuer\"", "\"other\"", StringComparison.Ordinal);
        var unwell = (await server.GetAsync("/v1/doctor")).Json.GetProperty("checks")[0];
        Assert.Equal(("issuer", "degraded"), (unwell.GetProperty("name").GetString(), unwell.GetProperty("status").GetString()));
        Assert.Contains("names another issuer", unwell.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Silo:Jwt:Issuer", unwell.GetProperty("mend").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BeyondLoopback_AnIssuerIsSomebodyToLetIn()
    {
        await using var server = await EdgeServer.StartAsync(
            options =>
            {
                options.Development = false;
                options.Jwt.Issuer = "https://127.0.0.1:1";
                options.Jwt.Audience = "silo";
            },
            address: "http://0.0.0.0:0");
        Assert.NotNull(server.Address);
    }

    private static void Break(OpenIdServer provider, SigningKey key, string how)
    {
        provider.Publish(key.Jwk);
        if (how is "weak") return;
        if (how is "moved") provider.Moves = true;
        else if (how is "large") provider.Keys += new string(' ', 256 * 1024);
        else if (how.StartsWith("answer:", StringComparison.Ordinal)) provider.Instead = how["answer:".Length..];
        else if (how.StartsWith('{') || how.StartsWith('[')) provider.Keys = how;
        else
        {
            var target = how[..how.IndexOf(':', StringComparison.Ordinal)];
            var (name, value) = (how[(target.Length + 1)..how.IndexOf('=', StringComparison.Ordinal)], how[(how.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            var changed = target == "configuration" ? JsonNode.Parse(provider.Configuration)!.AsObject() : key.Jwk;
            changed[name] = value.Length == 0 ? null : name == "key_ops" ? new JsonArray(value) : value == "7" ? 7 : value;
            if (target == "configuration") provider.Configuration = changed.ToJsonString();
            else provider.Publish(changed);
        }
    }

    private static Task<Answer> AskAsync(EdgeServer server, OpenIdServer provider, SigningKey key) => server.GetAsync("/v1/agents", JwtTests.Bearer(key.Token(JwtTests.Claims(server, provider).ToJsonString())));

    private static async Task<int> StatusAsync(EdgeServer server, OpenIdServer provider, SigningKey key) => (await AskAsync(server, provider, key)).Status;

    // Nobody waits for a look at keys that are known: its outcome comes by itself.
    private static async Task WaitAsync(Func<Task<int>> ask, int expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await ask() != expected)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
