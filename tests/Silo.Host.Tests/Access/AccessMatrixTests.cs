using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Edge.SignalR;
using Silo.Host.Tests.SignalR;
using Silo.Host.Tests.Support;
using Silo.Runtime.Access;
using Silo.TestServers.Hubs;
using Xunit;

namespace Silo.Host.Tests.Access;

/// <summary>Every route of the real host, by every kind of caller, on what is its own, another tenant's, and nobody's.</summary>
/// <remarks>The rows come from the route table: a new route is in them by itself. The hub's methods come from its class.</remarks>
public sealed class AccessMatrixTests
{
    private static readonly Type[] PortsOfEverybody =
    [
        typeof(ISessionDirectory), typeof(ISessionFeed), typeof(ISessionCatalog), typeof(IWorkspaceStore), typeof(IBlobStore), typeof(IAgentCatalog), typeof(IAgentValidator),
        typeof(IKeyDirectory), typeof(IKeyStore), typeof(IAuditLog), typeof(IAuditReader), typeof(IDoctor), typeof(ISessionHost), typeof(Abstractions.Journal.IJournal),
    ];

    [Fact]
    public async Task Matrix_EveryRouteAndCaller_IsAnsweredAsItsRuleSays()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var (own, foreign) = (await AccessTenant.MakeAsync(host, "acme"), await AccessTenant.MakeAsync(host, "globex"));
        using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
        var wrong = new List<string>();
        var routes = RouteCall.All(host.Services.GetRequiredService<EndpointDataSource>());
        Assert.True(routes.Count >= 20, $"Only {routes.Count} routes.");
        foreach (var route in routes)
        {
            foreach (var (who, key) in new[] { ("nobody", null), ("an expired key", own.Expired), ("a revoked key", own.Revoked), ("a wrong key", own.Keys[Role.Operator][..^4] + "0000"), ("no key", "x") })
                await ExpectAsync(route, who, key, await IdAsync(route, own), route.IsOpen ? Answer.Served : Answer.Unauthenticated);
            foreach (var role in Enum.GetValues<Role>()) await ByRoleAsync(route, role);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task ByRoleAsync(RouteCall route, Role role)
        {
            var allowed = route.Operation is not { } operation || role >= AccessRules.Needed(operation);
            var who = $"{role} of the tenant";
            var answer = await ExpectAsync(route, who, own.Keys[role], await IdAsync(route, own), allowed ? Answer.Served : Answer.Forbidden);
            // What a caller itself named stands in its own audit log.
            string[] secrets = route.Operation == Operation.AuditRead ? [foreign.Tenant.Value, foreign.Task] : [foreign.Tenant.Value, foreign.Task, foreign.Session, foreign.Approval];
            foreach (var secret in secrets)
                if (answer.Contains(secret, StringComparison.Ordinal)) wrong.Add($"{route.Name} told {who} of {secret}");
            if (!route.HasId) return;

            var theirs = await ExpectAsync(route, who + ", for what is another tenant's,", own.Keys[role], await IdAsync(route, foreign), allowed ? Answer.NotFound : null);
            var nobodys = await ExpectAsync(route, who + ", for what there is not,", own.Keys[role], route.UnknownId(), allowed ? Answer.NotFound : null);
            if (theirs != nobodys) wrong.Add($"{route.Name} lets {who} tell what is another tenant's from what there is not:\n  {theirs}\n  {nobodys}");
        }

        async Task<string> ExpectAsync(RouteCall route, string who, string? key, string? id, Answer? expected)
        {
            using var request = route.Request(id, key);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var found = response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => Answer.Unauthenticated,
                HttpStatusCode.Forbidden => Answer.Forbidden,
                HttpStatusCode.NotFound => Answer.NotFound,
                >= HttpStatusCode.InternalServerError => Answer.Broken,
                _ => Answer.Served,
            };
            if (expected is not null && found != expected) wrong.Add($"{route.Name} by {who}: {(int)response.StatusCode}, expected {expected}: {text}");
            if (found != Answer.Served && JsonDocument.Parse(text).RootElement.GetProperty("code").GetString() is { } code && found != Answer.NotFound && !string.Equals(code, found.ToString(), StringComparison.OrdinalIgnoreCase))
                wrong.Add($"{route.Name} by {who}: the code is {code}");
            var headers = response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal);
            return $"{(int)response.StatusCode} {string.Join("; ", headers)} {text}";
        }
    }

    [Fact]
    public async Task Matrix_EveryRouteByCookie_IsForTheServersOwnPages()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings =>
        {
            settings.Http.Development = false;
            settings.Http.Origins = ["http://allowed.example"];
        });
        var own = await AccessTenant.MakeAsync(host, "acme");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
        var wrong = new List<string>();
        foreach (var route in RouteCall.All(host.Services.GetRequiredService<EndpointDataSource>()).Where(route => route.Operation is not null))
        {
            foreach (var page in new[] { "same-site", "cross-site", "http://allowed.example" }) await ExpectAsync(route, page, HttpStatusCode.Forbidden);
            await ExpectAsync(route, page: null, route.Method == "GET" ? null : HttpStatusCode.Forbidden);
            await ExpectAsync(route, "same-origin", expected: null);
            await ExpectAsync(route, host.Address.GetLeftPart(UriPartial.Authority), expected: null);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task ExpectAsync(RouteCall route, string? page, HttpStatusCode? expected)
        {
            using var request = route.Request(route.HasId ? route.UnknownId() : null, own.Keys[Role.Operator], cookie: true);
            if (page is not null) request.Headers.TryAddWithoutValidation(page.Contains(':') ? "Origin" : "Sec-Fetch-Site", page);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var isRefused = text.Contains("\"origin_refused\"", StringComparison.Ordinal);
            if (expected is null ? isRefused || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden : !isRefused || response.StatusCode != expected)
                wrong.Add($"{route.Name} by a cookie, from {page ?? "nowhere"}: {(int)response.StatusCode} {text}");
        }
    }

    [Fact]
    public async Task Matrix_EveryHubMethodAndCaller_IsAnsweredAsItsRuleSays()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var (own, foreign) = (await AccessTenant.MakeAsync(host, "acme"), await AccessTenant.MakeAsync(host, "globex"));
        var wrong = new List<string>();
        using var http = new HttpClient { BaseAddress = host.Address };
        foreach (var (who, key) in new[] { ("nobody", null), ("an expired key", own.Expired), ("a revoked key", own.Revoked), ("no key", "x") })
        {
            await Assert.ThrowsAsync<WebSocketException>(() => HubSocket.ConnectAsync(host.Address, key, CancellationToken.None));
            using var negotiate = new HttpRequestMessage(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1");
            if (key is not null) negotiate.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
            using var refused = await http.SendAsync(negotiate);
            if (refused.StatusCode != HttpStatusCode.Unauthorized) wrong.Add($"{who} may negotiate: {refused.StatusCode}");
        }

        var calls = HubCall.All();
        Assert.True(calls.Count >= 6, $"Only {calls.Count} methods.");
        foreach (var call in calls)
            foreach (var role in Enum.GetValues<Role>()) await ByRoleAsync(call, role);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task ByRoleAsync(HubCall call, Role role)
        {
            var allowed = role >= AccessRules.Needed(call.Operation);
            await using var hub = await HubSocket.ConnectAsync(host.Address, own.Keys[role], CancellationToken.None);
            // The cancel of a turn ends what the others need, so what it asks for there is not.
            var served = call.Name is "Cancel" ? Answer.NothingToCancel : Answer.Served;
            var answer = await ExpectAsync("what is its own", call.Arguments(own), allowed ? served : Answer.Forbidden);
            foreach (var secret in new[] { foreign.Tenant.Value, foreign.Task, foreign.Session, foreign.Approval })
                if (answer.Contains(secret, StringComparison.Ordinal)) wrong.Add($"{call.Name} told {role} of {secret}");
            if (!call.HasId) return;
            var theirs = await ExpectAsync("what is another tenant's", call.Arguments(foreign), allowed ? Answer.NotFound : null);
            var nobodys = await ExpectAsync("what there is not", call.UnknownArguments(), allowed ? Answer.NotFound : null);
            if (theirs != nobodys) wrong.Add($"{call.Name} lets {role} tell what is another tenant's from what there is not:\n  {theirs}\n  {nobodys}");

            async Task<string> ExpectAsync(string what, string arguments, Answer? expected)
            {
                var answered = await hub.InvokeAsync(call.Name, arguments, CancellationToken.None, call.IsStream);
                var text = answered.GetRawText();
                var code = answered.TryGetProperty("error", out var error) ? new NodeHubException(error.GetString()!).Code ?? "none" : null;
                var found = code switch
                {
                    null or "approval_resolved" => Answer.Served,
                    "forbidden" => Answer.Forbidden,
                    "session_not_found" or "approval_not_found" => Answer.NotFound,
                    "nothing_to_cancel" => Answer.NothingToCancel,
                    _ => Answer.Broken,
                };
                if (expected is not null && found != expected) wrong.Add($"{call.Name} by {role} for {what}: expected {expected}, got {text}");
                return code is null ? text : error.GetString()!;
            }
        }
    }

    [Fact]
    public async Task Stream_OfAKeyThatIsRevoked_EndsAndSaysSo()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var tenant = await AccessTenant.MakeAsync(host, "acme");
        var key = await tenant.NewKeyAsync(Role.Viewer);
        using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{tenant.Session}/events");
        request.Headers.Authorization = new("Bearer", key.Text);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line && line != "event: approval.requested")
        {
            // To where it waits.
        }

        using var revoke = new HttpRequestMessage(HttpMethod.Delete, $"/v1/keys/{key.Key.Id}");
        revoke.Headers.Authorization = new("Bearer", tenant.Keys[Role.Operator]);
        Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(revoke)).StatusCode);
        Assert.EndsWith("event: stream.closed\ndata: {\"reason\":\"access_ended\"}\n\n", await reader.ReadToEndAsync().Within(30, "the end of the stream"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decision_ByAKey_IsSignedWithItsNameAndId()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var tenant = await AccessTenant.MakeAsync(host, "acme");
        var key = await tenant.NewKeyAsync(Role.Approver);
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key.Text);
        using var answer = await http.PostAsync($"/v1/approvals/{tenant.Approval}", new StringContent("""{"decision":"reject"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal($"test ({key.Key.Id})", body.RootElement.GetProperty("decided_by").GetString());
    }

    [Fact]
    public async Task Routes_NoneOfThem_HoldsAPortThatChecksNothing()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var handlers = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(e => e.Metadata.GetMetadata<HubMetadata>() is null).Select(e => (e.DisplayName, Method: e.Metadata.GetRequiredMetadata<System.Reflection.MethodInfo>()));
        Assert.Empty(handlers.Where(h => h.Method.GetParameters().Any(p => PortsOfEverybody.Contains(p.ParameterType))).Select(h => h.DisplayName));

        Assert.Empty(typeof(SiloHub).GetConstructors().SelectMany(c => c.GetParameters()).Where(p => PortsOfEverybody.Contains(p.ParameterType)).Select(p => p.Name));

        // What the edge makes itself: the look at the journal for health, which answers everybody alike, and the start's look for keys.
        string[] allowed = ["JournalReadiness", "BindingCheck"];
        var holders = typeof(Edge.SiloEdgeEndpoints).Assembly.GetTypes()
            .Where(t => t.GetConstructors(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)
                .Any(c => c.GetParameters().Any(p => PortsOfEverybody.Contains(p.ParameterType))));
        Assert.Equal(allowed.Order(StringComparer.Ordinal), holders.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<string?> IdAsync(RouteCall route, AccessTenant tenant) => route.HasId ? await route.IdAsync(tenant) : null;

    private enum Answer
    {
        Served,
        Unauthenticated,
        Forbidden,
        NotFound,
        NothingToCancel,
        Broken,
    }
}
