using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Silo.FakeModel.Scripts;
using Silo.Load.Running;

namespace Silo.Load.SessionStart;

/// <summary>W4: 500 new sessions, request to ready and to the first token, one after the other and fifty at once.</summary>
internal sealed class SessionStartWorkload : IWorkload
{
    private const int Sessions = 500;

    private const string Agent = """
        name: load
        version: "1"
        driver: scripted
        settings:
          replies:
            - text: "Here is the first token, and here are a few more."
        """;

    public string Id => "W4";

    public string Title => "session start: request to ready and to the first token, 500 new sessions";

    public IReadOnlyList<string> Cases => ["scripted/cold"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        options.Progress("W4 scripted/cold: ceiling, the same prompt straight to a model server");
        var script = Path.Combine(options.Directory, "script.json");
        await File.WriteAllTextAsync(script, new FakeScript { Conversations = [new FakeConversation { Replies = [new FakeReply { Text = "Here is the first token, and here are a few more." }] }] }.ToJson(), cancellationToken);
        var (model, address) = await ChildProcess.StartAsync("Silo.FakeModel.dll", line => line.StartsWith("http://", StringComparison.Ordinal), script);
        var ceiling = new Dictionary<string, double>();
        await using (model)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
            await MeasureAsync(ceiling, (_, token) => AskModelAsync(http, token), options, cancellationToken);
        }

        options.Progress("W4 scripted/cold: Silo");
        var figures = new Dictionary<string, double>();
        await using var host = await HostUnderLoad.StartAsync(options.Directory, Agent);
        await MeasureAsync(figures, (ready, token) => StartAsync(host, ready, token), options, cancellationToken);
        return new CaseResult
        {
            Workload = Id,
            Case = name,
            Figures = figures,
            Ceiling = ceiling,
            Ratio = figures["first_token_p50_ms_at_1"] / ceiling["first_token_p50_ms_at_1"],
        };
    }

    private static async Task MeasureAsync(
        Dictionary<string, double> figures, Func<ConcurrentBag<double>, CancellationToken, Task<double>> one, LoadOptions options, CancellationToken cancellationToken)
    {
        // A few beforehand: what is compiled at first use is not a session's cost.
        for (var i = 0; i < 20; i++) await one([], cancellationToken);
        foreach (var concurrency in (int[])[1, 50])
        {
            options.Progress($"  {Sessions} sessions, {concurrency} at once");
            var ready = new ConcurrentBag<double>();
            var first = new ConcurrentBag<double>();
            await Parallel.ForAsync(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (_, token) =>
                first.Add(await one(ready, token)));
            Add(figures, "first_token", concurrency, first);
            if (!ready.IsEmpty) Add(figures, "ready", concurrency, ready);
        }
    }

    private static void Add(Dictionary<string, double> figures, string name, int concurrency, ConcurrentBag<double> values)
    {
        var sorted = values.Order().ToList();
        figures[$"{name}_p50_ms_at_{concurrency}"] = Math.Round(Percentiles.At(sorted, 0.5), 2);
        figures[$"{name}_p99_ms_at_{concurrency}"] = Math.Round(Percentiles.At(sorted, 0.99), 2);
    }

    /// <summary>A new session, a prompt, and its stream up to the first piece of text.</summary>
    private static async Task<double> StartAsync(HostUnderLoad host, ConcurrentBag<double> ready, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var session = await host.CreateSessionAsync(cancellationToken);
        ready.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        var after = await host.PromptAsync(session, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events?after={after}") { Headers = { { "Accept", "text/event-stream" } } };
        return await FirstAsync(host.Http, request, began, line => line.IndexOf("message.delta"u8) >= 0 || line.IndexOf("message.completed"u8) >= 0, cancellationToken);
    }

    private static async Task<double> AskModelAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Headers = { { "anthropic-version", "2023-06-01" }, { "x-api-key", "none" } },
            Content = new StringContent("""{"model":"m","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"go"}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        return await FirstAsync(http, request, began, line => line.IndexOf("text_delta"u8) >= 0, cancellationToken);
    }

    private static async Task<double> FirstAsync(
        HttpClient http, HttpRequestMessage request, long began, Func<ReadOnlySpan<byte>, bool> isFirst, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var took = -1.0;
        await SseLines.ReadAsync(
            body,
            line =>
            {
                if (!isFirst(line.Span)) return true;
                took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                return false;
            },
            cancellationToken);
        return took >= 0 ? took : throw new InvalidOperationException("The stream ended before its first token.");
    }
}
