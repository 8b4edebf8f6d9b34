using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Access;
using Silo.Client;
using Silo.Client.Access;
using Silo.Client.Approvals;
using Silo.Client.Sessions;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Silo.Host.Tests.Support;
using Silo.TestServers.Hubs;
using Silo.TestServers.OpenId;
using Xunit;

namespace Silo.Host.Tests.Logging;

/// <summary>What the host writes to its outputs while people, models and tools say things, and while things go wrong.</summary>
public sealed class LogSecretsTests
{
    private readonly List<string> _marks = [];

    [Fact]
    public async Task Log_OfAHostAtWork_HoldsNothingThatAnybodySaidOrShowed()
    {
        using var folder = new TestFolder();
        await using var provider = OpenIdServer.Start();
        using var signer = SigningKey.Make("one", "ES256");
        provider.Publish(signer.Jwk);
        await using var model = await FakeModelServer.StartAsync(new FakeScript
        {
            Conversations =
            [
                new FakeConversation
                {
                    Replies =
                    [
                        new FakeReply { Thinking = Mark("thought"), Text = Mark("said"), Tools = [new FakeToolCall { Name = "read_file", Input = JsonElement.Parse($$"""{"path":"{{Mark("missing")}}"}""") }] },
                        new FakeReply { Text = "x", Faults = [new FakeFault { Kind = FakeFaultKind.Status, Status = 500, Message = Mark("echo") }, new FakeFault { Request = 2, Kind = FakeFaultKind.Malformed }] },
                        new FakeReply { Text = "x", Faults = [new FakeFault { Request = 0, Kind = FakeFaultKind.Status, Status = 400, Message = Mark("refusal") }] },
                    ],
                },
            ],
        });
        Write(folder, model.Address);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Silo.Host"),
        [
            "--Silo:Development=true", $"--Silo:DataDirectory={folder.At("data")}", "--Silo:Address=http://127.0.0.1:0", $"--Silo:AgentsDirectory={folder.At("agents")}",
            $"--Silo:Jwt:Issuer={provider.Issuer}", "--Silo:Jwt:Audience=silo", "--Silo:Jwt:Tenant=default",
        ])
        { Environment = { ["SILO_TEST_MODEL_KEY"] = Mark("modelkey"), ["Logging__LogLevel__Default"] = "Information", ["Logging__LogLevel__Silo"] = "Trace" } };
        foreach (var category in (string[])["Microsoft.AspNetCore", "Microsoft.Hosting", "Microsoft.Extensions", "Microsoft.AspNetCore.Hosting.Diagnostics"])
        {
            start.Environment["Logging__LogLevel__" + category] = "Information";
            // What is said of one provider goes before what is said of all.
            start.Environment["Logging__Console__LogLevel__" + category] = "Information";
        }

        await using var host = HostProgram.Start(start);
        var address = await host.ListeningAsync();

        await RunAsync(address, signer, provider);
        host.Terminate();
        Assert.Equal(0, await host.ExitAsync());

        // That it says anything at all, and at these levels.
        var log = host.Output;
        foreach (var said in (string[])["dbug: Silo.", "info: Silo.", "info: Microsoft."]) Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.True(_marks.Count > 25, $"Only {_marks.Count} marks.");
        Assert.Empty(_marks.Where(mark => log.Contains(mark, StringComparison.OrdinalIgnoreCase)).Select(mark => $"{mark}: {log.Split('\n').First(line => line.Contains(mark, StringComparison.OrdinalIgnoreCase))}"));
        Assert.Contains(model.Requests, request => request.Body.Length > 0);
    }

    private async Task RunAsync(Uri address, SigningKey signer, OpenIdServer provider)
    {
        using var local = new SiloClient(Clients.Options(address));
        var key = (await local.CreateKeyAsync(new CreateKeyOptions { Name = Mark("keyname"), Role = Role.Operator })).Key!;
        var jwt = signer.Token(JsonSerializer.Serialize(new
        {
            iss = provider.Issuer,
            aud = "silo",
            sub = Mark("subject"),
            name = Mark("person"),
            exp = TimeProvider.System.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds(),
            silo_role = "operator",
        }));
        Remember(key[^64..], jwt, jwt.Split('.')[1], jwt.Split('.')[2]);
        using var byKey = Client(address, key);
        using var byJwt = Client(address, jwt);

        var session = await byKey.CreateSessionAsync(new CreateSessionOptions { Agent = "marked", Title = Mark("title"), Labels = new Dictionary<string, string> { ["of"] = Mark("label") }, IdempotencyKey = Mark("idempotency") });
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Mark("uploaded")));
        await session.Files.PutAsync(WorkspacePathOf("up.txt"), content);
        await EndAsync(session, Mark("prompt"));
        var model = await byJwt.CreateSessionAsync(new CreateSessionOptions { Agent = "model" });
        await EndAsync(model, Mark("asked"));
        var asks = await byJwt.CreateSessionAsync(new CreateSessionOptions { Agent = "asking" });
        var waiting = await asks.PromptAsync("Go.");
        var approval = await FindApprovalAsync(byJwt);
        await byJwt.DecideApprovalAsync(approval, new DecideApprovalOptions { Decision = "reject", Answer = Mark("answer") });
        await waiting.WaitAsync().Within(60, "the turn to end");

        await ByPagesAsync(address, session, key);
        await using var hub = await HubSocket.ConnectAsync(address, key, CancellationToken.None);
        await hub.InvokeAsync("Prompt", $$"""["{{session.Id}}",{"prompt":"{{Mark("byhub")}}"},null]""", CancellationToken.None);
        await hub.InvokeAsync("Prompt", $$"""["{{Mark("hubid")}}",{"prompt":7,"{{Mark("hubmember")}}":1},null]""", CancellationToken.None);
        await byKey.RevokeKeyAsync((await byKey.ListKeysAsync()).Keys[^1].Id);
    }

    // What clients of other kinds send, right and wrong.
    private async Task ByPagesAsync(Uri address, SessionHandle session, string key)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        var login = await SendAsync(HttpMethod.Post, "/v1/login", $$"""{"key":"{{key}}"}""");
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/v1/whoami", null, ("Cookie", cookie))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "/v1/whoami", null, ("Cookie", "silo_key=" + Mark("wrongcookie")))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "/v1/login", $$"""{"key":"{{Mark("wronglogin")}}"}""")).StatusCode);
        foreach (var wrong in (string[])["Bearer " + Mark("wrongkey"), $"Bearer a.{Mark("wrongjwt")}.c", "Basic " + Mark("basic")])
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "/v1/agents", null, ("Authorization", wrong))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Post, "/v1/sessions", $$"""{"agent":7,"{{Mark("member")}}":1}""", ("Authorization", "Bearer " + key))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Post, $"/v1/sessions/{session.Id}/turns", $"{Mark("nojson")}", ("Authorization", "Bearer " + key))).StatusCode);

        var issued = await SendAsync(HttpMethod.Post, $"/v1/sessions/{session.Id}/stream-token", "", ("Authorization", "Bearer " + key));
        var token = JsonDocument.Parse(await issued.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
        Remember(token);
        var events = await SendAsync(HttpMethod.Get, $"/v1/sessions/{session.Id}/events?token={token}", null);
        Assert.Contains(_marks.Single(mark => mark.StartsWith("MARKscripted", StringComparison.Ordinal)), await events.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            if (headers.Any(header => header.Name == "Cookie")) request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return await http.SendAsync(request);
        }
    }

    private static async Task<Silo.Abstractions.Identity.ApprovalId> FindApprovalAsync(SiloClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if ((await client.ListApprovalsAsync(new ListApprovalsOptions { Open = true }, limit.Token)).Approvals is [var one, ..]) return one.Id;
            await Task.Yield();
        }
    }

    private static async Task EndAsync(SessionHandle session, string prompt) => await (await session.PromptAsync(prompt)).WaitAsync().Within(120, "the turn to end");

    private static Silo.Abstractions.Workspaces.WorkspacePath WorkspacePathOf(string path) =>
        Silo.Abstractions.Workspaces.WorkspacePath.TryParse(path, out var at, out var error) ? at : throw new InvalidOperationException(error);

    private static SiloClient Client(Uri address, string key)
    {
        var options = Clients.Options(address);
        return new SiloClient(new SiloClientOptions { Server = address, Time = options.Time, Random = options.Random, ApiKey = key });
    }

    private void Write(TestFolder folder, Uri model)
    {
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        File.WriteAllText(Path.Combine(agents, "marked.yaml"), $$$"""
            name: marked
            version: "1"
            driver: scripted
            tools: [shell, write_file, read_file]
            settings:
              replies:
                - text: "{{{Mark("scripted")}}}"
                  calls:
                    - tool: write_file
                      input: {path: "{{{Mark("path")}}}.txt", content: "{{{Mark("content")}}}"}
                    - tool: read_file
                      input: {path: "up.txt"}
                    - tool: shell
                      input: {command: "echo {{{Mark("output")}}}; echo {{{Mark("error")}}} >&2; exit 3"}
                    - tool: shell
                      input: {command: 7, "{{{Mark("badinput")}}}": 1}
                - text: "It said: {{result}}"
            """);
        File.WriteAllText(Path.Combine(agents, "asking.yaml"), $$"""
            name: asking
            version: "1"
            driver: scripted
            tools:
              - name: list
                approval: true
            settings:
              replies:
                - calls:
                    - tool: list
                      input: {path: "{{Mark("asked-of")}}"}
                - text: "Done."
            """);
        File.WriteAllText(Path.Combine(agents, "model.yaml"), $$"""
            name: model
            version: "1"
            driver: model
            model:
              provider: anthropic
              name: fake-1
              base_address: {{model}}
              api_key_variable: SILO_TEST_MODEL_KEY
            prompt: "{{Mark("system")}}"
            tools: [read_file]
            """);
    }

    private string Mark(string what)
    {
        var mark = $"MARK{what}7q2x";
        _marks.Add(mark);
        return mark;
    }

    private void Remember(params ReadOnlySpan<string> secrets) => _marks.AddRange(secrets);
}
