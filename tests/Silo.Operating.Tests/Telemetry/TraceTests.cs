using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Silo.Host.Tests.Support;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>What a receiver of telemetry sees of turns, from the program itself.</summary>
public sealed class TraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "00f067aa0ba902b7";
    private const string Prompted = "the-prompt-4711";
    private const string Said = "the-answer-0815";
    private const string Secret = "secret-of-the-receiver";

    private static readonly Dictionary<string, string> Soon = new(StringComparer.Ordinal)
    {
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=" + Secret,
    };

    [Fact]
    public async Task Turn_OfARealHost_IsOneTraceWithItsModelCallsToolCallsAndCommits()
    {
        using var folder = new TestFolder();
        await using var model = await FakeModelServer.StartAsync(new FakeScript
        {
            Conversations =
            [
                new FakeConversation
                {
                    Replies =
                    [
                        new FakeReply { Text = Said, Tools = [new FakeToolCall { Name = "write_file", Input = JsonElement.Parse($$"""{"path":"a.txt","content":"{{Said}}"}""") }] },
                        new FakeReply { Text = Said },
                    ],
                },
            ],
        });
        await using var receiver = await OtlpReceiver.StartAsync();
        var key = await HostProcess.MakeKeyAsync(folder.At("data"), "acme");
        string[] settings = ["--Silo:Development=false", $"--Silo:Telemetry:Endpoint={receiver.Address}", $"--Silo:AgentsDirectory={ModelAgents.Write(folder, model)}"];
        var (host, address) = await HostProcess.ServeAsync(folder.At("data"), settings, Soon);
        await using var owned = host;
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var session = await PostAsync(http, "/v1/sessions", """{"agent":"anthropic"}""", "id");
        http.DefaultRequestHeaders.Add("Prefer", "wait=120");
        http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-{Caller}-01");
        http.DefaultRequestHeaders.Add("tracestate", "vendor=x");
        http.DefaultRequestHeaders.Add("baggage", "who=anna");
        Assert.Equal("ended", await PostAsync(http, $"/v1/sessions/{session}/turns", $$"""{"prompt":"{{Prompted}}"}""", "state"));
        await receiver.WaitAsync(r => r.Spans.Any(s => s.Name == "invoke_agent anthropic") && r.Spans.Any(s => s.Name == "POST /v1/sessions/{id}/turns") && r.Spans.Count(s => s.Name == "append") > 3, "the turn's spans");
        await receiver.WaitAsync(r => r.Metrics.Any(m => m.Name == "gen_ai.invoke_agent.duration"), "the turn's metrics");
        await receiver.WaitAsync(r => r.Metrics.Any(m => m.Name == "http.server.request.duration"), "the server's metrics");

        var request = Single(receiver, "POST /v1/sessions/{id}/turns");
        Assert.Equal((Trace, Caller, "vendor=x", 2), (request.Trace, request.Parent, request.State, request.Kind));
        Assert.Equal(("POST", "/v1/sessions/{id}/turns", "200"), (request.Attributes["http.request.method"], request.Attributes["http.route"], request.Attributes["http.response.status_code"]));
        var turn = Single(receiver, "invoke_agent anthropic");
        Assert.Equal((Trace, request.Id, 1), (turn.Trace, turn.Parent, turn.Kind));
        Assert.Equal(("invoke_agent", "anthropic", session, "acme", "end_turn"), (turn.Attributes["gen_ai.operation.name"], turn.Attributes["gen_ai.agent.name"], turn.Attributes["gen_ai.conversation.id"], turn.Attributes["silo.tenant"], turn.Attributes["silo.turn.stop_reason"]));
        var calls = receiver.Spans.Where(span => span.Name == "chat fake-1").ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, call =>
        {
            Assert.Equal((Trace, turn.Id, 3, false), (call.Trace, call.Parent, call.Kind, call.IsError));
            Assert.Equal(("chat", "anthropic", "fake-1"), (call.Attributes["gen_ai.operation.name"], call.Attributes["gen_ai.provider.name"], call.Attributes["gen_ai.request.model"]));
            Assert.True(long.Parse(call.Attributes["gen_ai.usage.input_tokens"]) > 0 && long.Parse(call.Attributes["gen_ai.usage.output_tokens"]) > 0, "A call without tokens.");
            Assert.True(double.Parse(call.Attributes["gen_ai.response.time_to_first_chunk"]) > 0, "A call that never began to speak.");
        });
        var tool = Single(receiver, "execute_tool write_file");
        Assert.Equal((Trace, turn.Id, "execute_tool", "write_file", "ok"), (tool.Trace, tool.Parent, tool.Attributes["gen_ai.operation.name"], tool.Attributes["gen_ai.tool.name"], tool.Attributes["silo.tool.status"]));
        Assert.All(receiver.Spans.Where(span => span.Name == "append" && span.Trace == Trace), commit => Assert.Equal((turn.Id, "sqlite"), (commit.Parent, commit.Attributes["db.system.name"])));
        Assert.DoesNotContain(receiver.Spans, span => span.Attributes.ContainsKey("url.path") || span.Attributes.ContainsKey("url.query"));

        AssertMetrics(receiver, session);
        AssertSecrets(receiver, host, key);
    }

    /// <summary>A turn that another process began is not hung below a span that ended with that process: it begins a trace, and says which one it goes on from.</summary>
    [Fact]
    public async Task Turn_CutByAKill_GoesOnInATraceThatIsLinkedToTheFirst()
    {
        using var folder = new TestFolder();
        await using var receiver = await OtlpReceiver.StartAsync();
        string[] settings = ["--Silo:Development=true", $"--Silo:Telemetry:Endpoint={receiver.Address}", "--Silo:Telemetry:Metrics=false"];
        var (first, before) = await HostProcess.ServeAsync(folder.At("data"), settings, Soon);
        await using var owned = first;
        using var http = new HttpClient { BaseAddress = before };
        var session = await PostAsync(http, "/v1/sessions", """{"agent":"slow"}""", "id");
        http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-{Caller}-01");
        await PostAsync(http, $"/v1/sessions/{session}/turns", """{"prompt":"Go."}""", "task");
        await first.KillAsync();

        var (second, _) = await HostProcess.ServeAsync(folder.At("data"), settings, Soon);
        await using var alsoOwned = second;
        await receiver.WaitAsync(r => r.Spans.Any(s => s.Name == "invoke_agent slow"), "the turn to end");
        var turn = Single(receiver, "invoke_agent slow");
        Assert.Equal((string.Empty, "end_turn"), (turn.Parent, turn.Attributes["silo.turn.stop_reason"]));
        Assert.NotEqual(Trace, turn.Trace);
        Assert.Equal([Trace], turn.LinkedTraces);
        Assert.All(receiver.Spans.Where(span => span.Name.StartsWith("chat ", StringComparison.Ordinal)), call => Assert.Equal((turn.Trace, turn.Id), (call.Trace, call.Parent)));
    }

    private static SentSpan Single(OtlpReceiver receiver, string name) => Assert.Single(receiver.Spans, span => span.Name == name);

    private static void AssertMetrics(OtlpReceiver receiver, string session)
    {
        var units = receiver.Metrics.ToDictionary(metric => metric.Name, metric => metric.Unit, StringComparer.Ordinal);
        foreach (var (name, unit) in new[]
        {
            ("gen_ai.client.operation.duration", "s"), ("gen_ai.client.operation.time_to_first_chunk", "s"), ("gen_ai.client.token.usage", "{token}"), ("gen_ai.invoke_agent.duration", "s"), ("gen_ai.execute_tool.duration", "s"),
            ("db.client.operation.duration", "s"), ("silo.journal.batch.size", "{write}"), ("silo.session.live", "{session}"), ("silo.turn.running", "{turn}"), ("silo.stream.open", "{stream}"), ("silo.disk.free", "By"),
            ("http.server.request.duration", "s"), ("kestrel.active_connections", "{connection}"), ("dotnet.gc.collections", "{collection}"),
        }) Assert.Equal(unit, units.GetValueOrDefault(name, $"{name} did not come; these did: {string.Join(' ', units.Keys.Order())}"));
        var tokens = receiver.Metrics.Single(metric => metric.Name == "gen_ai.client.token.usage");
        Assert.Equal(["input", "output"], tokens.Points.Select(point => point.Labels["gen_ai.token.type"]).Order(StringComparer.Ordinal));
        Assert.All(tokens.Points, point => Assert.Equal(("anthropic", "fake-1", 2), (point.Labels["gen_ai.provider.name"], point.Labels["gen_ai.request.model"], point.Value)));
        var live = Assert.Single(receiver.Metrics.Single(metric => metric.Name == "silo.session.live").Points);
        Assert.Equal(1, live.Value);
        Assert.DoesNotContain(receiver.Metrics.SelectMany(metric => metric.Points).SelectMany(point => point.Labels), label => label.Value.Contains(session, StringComparison.Ordinal) || label.Value.StartsWith("trn_", StringComparison.Ordinal));
    }

    private static void AssertSecrets(OtlpReceiver receiver, HostProcess host, string key)
    {
        Assert.Equal(Secret, receiver.Headers["api-key"]);
        Assert.DoesNotContain(Secret, host.Output, StringComparison.Ordinal);
        foreach (var text in receiver.Bodies.Select(body => Encoding.UTF8.GetString(body)))
            foreach (var secret in new[] { Prompted, Said, Secret, key, "who=anna", "anna" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string json, string member)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, body).Within(120, path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty(member).GetString()!;
    }
}
