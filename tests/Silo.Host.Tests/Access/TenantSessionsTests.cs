using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Access;

/// <summary>How many sessions a tenant may have, at the real host.</summary>
public sealed class TenantSessionsTests
{
    [Fact]
    public async Task Sessions_BeyondTheTenantsBound_AreRefusedByNameHoweverManyAskAtOnce()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings =>
        {
            settings.Http.Development = false;
            settings.Runtime.TenantSessionsMax = 3;
        });
        foreach (var tenant in (string[])["acme", "globex"])
        {
            var key = await host.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Parse(tenant), Role.Operator, "test", ExpiresAt: null, "test"), CancellationToken.None);
            using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", key.Text);
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => MakeAsync(http)));
            Assert.Equal(3, answers.Count(one => one.Status == HttpStatusCode.Created));
            foreach (var (status, body) in answers.Where(one => one.Status != HttpStatusCode.Created))
            {
                Assert.Equal((HttpStatusCode.Conflict, "tenant_sessions_full"), (status, body.GetProperty("code").GetString()));
                Assert.Equal(("tenant_sessions_max", 3, false), (body.GetProperty("limit").GetString(), body.GetProperty("value").GetInt32(), body.GetProperty("retryable").GetBoolean()));
            }

            var made = answers.First(one => one.Status == HttpStatusCode.Created).Body.GetProperty("id").GetString();
            Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/v1/sessions/{made}")).StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await MakeAsync(http)).Status);
            await RecordedAsync(http);
        }
    }

    // What became of a change is written soon after its answer.
    private static async Task RecordedAsync(HttpClient http)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await http.GetStringAsync("/v1/audit?limit=200", limit.Token)).Contains("\"outcome\":\"tenant_sessions_full\"", StringComparison.Ordinal)) await Task.Yield();
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> MakeAsync(HttpClient http)
    {
        using var answer = await http.PostAsync("/v1/sessions", new StringContent("""{"agent":"talk"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
