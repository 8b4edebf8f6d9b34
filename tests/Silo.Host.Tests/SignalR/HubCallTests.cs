using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Tests.Access;
using Silo.Host.Tests.Support;
using Silo.TestServers.Hubs;
using Xunit;

namespace Silo.Host.Tests.SignalR;

/// <summary>Calls of the hub: what HTTP answers, and whatever a client may send.</summary>
public sealed class HubCallTests
{
    private const string Unknown = "ses_01k9xq3n7v0000000000000000";

    [Fact]
    public async Task Calls_ThatAreWrong_AreAnsweredWithTheProblemOfHttp()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var node = NodeHub.Start();
        await node.ConnectAsync("c", host.Address);
        var session = (await host.Client.CreateAsync("talk")).Id.Value;
        JsonNode Prompt(string text) => new JsonObject { ["prompt"] = text };

        (string Code, string Method, JsonNode?[] Arguments)[] wrong =
        [
            ("session_not_found", "Prompt", [Unknown, Prompt("x"), null]),
            ("id_invalid", "Prompt", ["no id", Prompt("x"), null]),
            ("id_invalid", "Prompt", [null, Prompt("x"), null]),
            ("body_invalid", "Prompt", [7, Prompt("x"), null]),
            ("body_invalid", "Prompt", [new JsonArray(), Prompt("x"), null]),
            ("body_invalid", "Prompt", [session, "x", null]),
            ("body_invalid", "Prompt", [session, null, null]),
            ("body_invalid", "Prompt", [session, new JsonObject { ["prompt"] = "x", ["other"] = 1 }, null]),
            ("body_invalid", "Prompt", [session, new JsonObject { ["prompt"] = "x", ["mode"] = "shout" }, null]),
            ("body_invalid", "Interject", [session, new JsonObject { ["prompt"] = "x", ["mode"] = "queue" }, null]),
            ("prompt_too_large", "Prompt", [session, Prompt(new string('x', 300_000)), null]),
            ("idempotency_key_invalid", "Prompt", [session, Prompt("x"), "with a space"]),
            ("idempotency_key_invalid", "Prompt", [session, Prompt("x"), ""]),
            ("body_invalid", "Prompt", [session, Prompt("x"), 5]),
            ("nothing_to_cancel", "Cancel", [session, null]),
            ("id_invalid", "Cancel", [session, "trn_"]),
            ("approval_not_found", "Approve", ["apr_01k9xq3n7v0000000000000000", new JsonObject { ["decision"] = "approve" }]),
            ("body_invalid", "Approve", ["apr_01k9xq3n7v0000000000000000", new JsonObject { ["decision"] = "perhaps" }]),
            ("query_invalid", "Sessions", [new JsonObject { ["limit"] = 201 }]),
            ("query_invalid", "Sessions", [new JsonObject { ["status"] = "asleep" }]),
            ("page_invalid", "Sessions", [new JsonObject { ["page"] = "next" }]),
            ("body_invalid", "Sessions", [new JsonObject { ["limit"] = "5" }]),
        ];
        foreach (var (code, method, arguments) in wrong)
        {
            var error = await Assert.ThrowsAsync<NodeHubException>(() => node.InvokeAsync("c", method, arguments));
            Assert.True(code == error.Code, $"{method}: expected {code}, got {error.Message}");
            Assert.Equal($"https://silo.dev/errors/{code}", error.Problem!.Value.GetProperty("type").GetString());
        }

        // No session was prompted by any of it, and the connection still works.
        var listed = await node.InvokeAsync("c", "Sessions", new JsonObject { ["agent"] = "talk", ["limit"] = 1 });
        var one = Assert.Single(listed.GetProperty("sessions").EnumerateArray());
        Assert.Equal((session, "idle"), (one.GetProperty("id").GetString(), one.GetProperty("status").GetString()));
        Assert.DoesNotContain((await host.Client.Session(SessionId.Parse(session)).ReadPageAsync()).Events, e => e.Kind.StartsWith("turn.", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("next_page").ValueKind);
    }

    [Theory]
    [InlineData("session_not_found", Unknown, null)]
    [InlineData("id_invalid", "x", null)]
    [InlineData("cursor_invalid", null, "x")]
    [InlineData("cursor_invalid", null, "")]
    public async Task Stream_ThatCannotBe_EndsWithTheProblemOfHttp(string code, string? session, string? cursor)
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var node = NodeHub.Start();
        await node.ConnectAsync("c", host.Address);
        session ??= (await host.Client.CreateAsync("talk")).Id.Value;
        await node.StreamAsync("s", "c", session, cursor);
        var error = await Assert.ThrowsAsync<NodeHubException>(() => node.Items("s").Completion.Within(60, "the refusal"));
        Assert.Equal(code, error.Code);
        await host.QuietAsync();
    }

    [Fact]
    public async Task Prompt_WithTheKeyOfAnHttpRequest_IsThatRequestAgain()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = (await host.Client.CreateAsync("talk")).Id.Value;
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/sessions/{session}/turns") { Headers = { { "Idempotency-Key", "k1" } } };
        request.Content = new StringContent("""{"prompt":"once"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await http.SendAsync(request);
        var task = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("task").GetString();

        await using var hub = await HubSocket.ConnectAsync(host.Address, key: null, CancellationToken.None);
        var same = await hub.InvokeAsync("Prompt", $$"""["{{session}}",{"prompt":"once"},"k1"]""", CancellationToken.None);
        Assert.Equal(task, same.GetProperty("result").GetProperty("task").GetString());
        var other = await hub.InvokeAsync("Prompt", $$"""["{{session}}",{"prompt":"twice"},"k1"]""", CancellationToken.None);
        Assert.Contains("idempotency_key_reused", other.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>What no library would send ends a call or its own connection, and nothing else.</summary>
    [Fact]
    public async Task Records_ThatAreHostile_EndTheirOwnConnectionAtMost()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var bystander = await HubSocket.ConnectAsync(host.Address, key: null, CancellationToken.None);
        string[] records =
        [
            "", "{", "[]", "null", "{}", """{"type":1}""", """{"type":"1"}""", """{"type":1,"target":"Nope","arguments":[],"invocationId":"1"}""",
            """{"type":1,"target":"Prompt","arguments":[],"invocationId":"1"}""", """{"type":1,"target":"Prompt","arguments":[1,2,3,4,5,6],"invocationId":"1"}""",
            """{"type":1,"target":"StreamEvents","arguments":["x",null],"invocationId":"1"}""", """{"type":4,"target":"Prompt","arguments":["x",null,null],"invocationId":"1"}""",
            """{"type":1,"target":"OnConnectedAsync","arguments":[],"invocationId":"1"}""", """{"type":1,"target":"Dispose","arguments":[],"invocationId":"1"}""",
            """{"type":1,"target":"Sessions","arguments":[null],"invocationId":"1","streamIds":["a","b"]}""", """{"type":2,"invocationId":"a","item":1}""",
            """{"type":3,"invocationId":"a","error":"x"}""", """{"type":5,"invocationId":"nothing"}""", """{"type":8,"sequenceId":-1}""", """{"type":9,"sequenceId":9007199254740993}""",
            "{\"type\":1,\"target\":\"Sessions\",\"invocationId\":\"1\",\"arguments\":[" + new string('[', 5000), new string('x', 2 * 1024 * 1024), "\u0000\u0000",
        ];
        foreach (var record in records)
        {
            await using var hub = await HubSocket.ConnectAsync(host.Address, key: null, CancellationToken.None);
            try
            {
                await hub.SendAsync(record, CancellationToken.None);
                // Either it still answers, or it was closed.
                await hub.InvokeAsync("Sessions", "[null]", CancellationToken.None).Within(60, $"an answer after {record[..Math.Min(80, record.Length)]}");
            }
            catch (Exception e) when (e is InvalidOperationException or WebSocketException)
            {
            }
        }

        // Of a kind that is not known yet: SignalR waits for more, on this connection alone.
        await using var later = await HubSocket.ConnectAsync(host.Address, key: null, CancellationToken.None);
        await later.SendAsync("""{"type":99}""", CancellationToken.None);

        var answer = await bystander.InvokeAsync("Sessions", "[null]", CancellationToken.None);
        Assert.Equal(0, answer.GetProperty("result").GetProperty("sessions").GetArrayLength());
        await host.QuietAsync();
        await later.DisposeAsync();
        await host.ConnectionsAsync(1);
    }

    [Fact]
    public async Task Connections_BeyondTheBound_AreRefusedByNameAndOnesThatEndMakeRoom()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, s => s.Http.TenantHubConnectionsMax = 2);
        await using var node = NodeHub.Start();
        await node.ConnectAsync("a", host.Address);
        await node.ConnectAsync("b", host.Address);
        Assert.Contains("tenant_hub_connections_max", await RefusalAsync(node, "beyond", host.Address), StringComparison.Ordinal);
        await node.DoAsync("cut", "a");
        await host.ConnectionsAsync(1);
        await node.ConnectAsync("c", host.Address);
        Assert.Equal(0, (await node.InvokeAsync("c", "Sessions", [null])).GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task Connection_OfAKeyThatIsRevoked_SaysSoAndEnds()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var tenant = await AccessTenant.MakeAsync(host, "acme");
        var key = await tenant.NewKeyAsync(Role.Viewer);
        await using var node = NodeHub.Start();
        await node.ConnectAsync("c", host.Address, key.Text);
        await node.StreamAsync("s", "c", tenant.Session);
        await HubReading.FindAsync(node.Items("s"), "approval.requested").Within(60, "where the session waits");

        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", tenant.Keys[Role.Operator]);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync(new Uri($"/v1/keys/{key.Key.Id}", UriKind.Relative))).StatusCode);
        var closed = await HubReading.FindAsync(node.Items("s"), "stream.closed").Within(30, "the end of the stream");
        Assert.Equal("access_ended", closed.GetProperty("data").GetProperty("reason").GetString());
        var refused = await Assert.ThrowsAsync<NodeHubException>(() => node.InvokeAsync("c", "Sessions", [null]));
        Assert.Equal("unauthenticated", refused.Code);
        await node.ClosedAsync("c");
    }

    /// <summary>The id by which a client comes back to its connection is a secret; whoever learns it has nothing without the same key.</summary>
    [Fact]
    public async Task Connection_OfAnother_CannotBeTaken()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        var (own, foreign) = (await AccessTenant.MakeAsync(host, "acme"), await AccessTenant.MakeAsync(host, "globex"));
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", own.Keys[Role.User]);
        using var negotiated = await http.PostAsync(new Uri("/hub/negotiate?negotiateVersion=1&useStatefulReconnect=true", UriKind.Relative), content: null);
        var token = JsonElement.Parse(await negotiated.Content.ReadAsStringAsync()).GetProperty("connectionToken").GetString()!;
        await using var hub = await HubSocket.ConnectAsync(host.Address, own.Keys[Role.User], CancellationToken.None, token);
        Assert.Equal(1, (await hub.InvokeAsync("Sessions", "[null]", CancellationToken.None)).GetProperty("result").GetProperty("sessions").GetArrayLength());

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => HubSocket.ConnectAsync(host.Address, foreign.Keys[Role.Operator], CancellationToken.None, token));
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await hub.InvokeAsync("Sessions", "[null]", CancellationToken.None)).GetProperty("result").GetProperty("sessions").GetArrayLength());
    }

    // Its start fails or, when that was quicker, the connection is closed at once.
    private static async Task<string?> RefusalAsync(NodeHub node, string name, Uri server)
    {
        try
        {
            await node.ConnectAsync(name, server);
            return await node.ClosedAsync(name);
        }
        catch (NodeHubException e)
        {
            return e.Message;
        }
    }
}
