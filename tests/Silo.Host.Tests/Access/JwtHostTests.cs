using System.Text.Json;
using Silo.Host.Configuration;
using Silo.Host.Tests.Support;
using Silo.TestServers.OpenId;
using Xunit;

namespace Silo.Host.Tests.Access;

/// <summary>Tokens of an OpenID provider at the real host.</summary>
public sealed class JwtHostTests
{
    [Fact]
    public async Task Token_AtTheHost_MakesSessionsOfItsTenant()
    {
        await using var provider = OpenIdServer.Start();
        using var key = SigningKey.Make("one", "ES256");
        provider.Publish(key.Jwk);
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => (settings.Jwt.Issuer, settings.Jwt.Audience) = (provider.Issuer, "silo"));
        using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key.Token(JsonSerializer.Serialize(new
        {
            iss = provider.Issuer,
            aud = "silo",
            sub = "anna",
            exp = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
            silo_tenant = "acme",
            silo_role = "operator",
        })));
        using var made = await http.PostAsync("/v1/sessions", new StringContent("""{"agent":"talk"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        Assert.Equal(System.Net.HttpStatusCode.Created, made.StatusCode);
        using var audit = JsonDocument.Parse(await http.GetStringAsync("/v1/audit"));
        var entry = Assert.Single(audit.RootElement.GetProperty("entries").EnumerateArray());
        Assert.Equal(("jwt:anna", "session_create"), (entry.GetProperty("caller").GetString(), entry.GetProperty("operation").GetString()));

        // It is nobody's whom this machine lets do everything: they are of another tenant.
        using var local = new HttpClient { BaseAddress = host.Address };
        Assert.Contains("\"sessions\":[]", await local.GetStringAsync("/v1/sessions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_BeyondLoopback_StartsWithAnIssuerAlone()
    {
        using var folder = new TestFolder();
        void Everywhere(HostSettings settings)
        {
            settings.Http.Development = false;
            settings.Address = new Uri("http://0.0.0.0:0");
        }

        await Assert.ThrowsAsync<SettingsInvalidException>(() => LiveHost.StartAsync(folder.At("none"), LiveHost.TestAgents, Everywhere));
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings =>
        {
            Everywhere(settings);
            (settings.Jwt.Issuer, settings.Jwt.Audience) = ("https://127.0.0.1:1", "silo");
        });
        Assert.NotEqual(0, host.Address.Port);
    }
}
