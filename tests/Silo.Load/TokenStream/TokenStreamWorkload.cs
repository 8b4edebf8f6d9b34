using System.Globalization;
using Silo.Load.Running;
using Silo.TestServers.Hubs;

namespace Silo.Load.TokenStream;

/// <summary>W3: sessions that each stream 200 tokens of 5 bytes at 50 tokens/s to an outside client.</summary>
internal sealed class TokenStreamWorkload : IWorkload
{
    public const int Tokens = 200;
    public const int TokensPerSecond = 50;

    private const int IdleSubscribers = 10_000;
    private const double LatencyMs = 50;

    private const string Agent = """
        name: load
        version: "1"
        driver: scripted
        settings:
          replies:
            - tokens: {count: 200, bytes: 5, per_second: 50, stamp: true}
        """;

    public string Id => "W3";

    public string Title => "token streams: 200 tokens of 5 bytes at 50 tokens/s each, to an outside client";

    public IReadOnlyList<string> Cases => ["sse/200", "signalr/200", "sse/largest", "sse/idle", "signalr/idle"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken) => name switch
    {
        "sse/200" => await StreamsAsync(name, MeasureAsync, options, cancellationToken),
        "signalr/200" => await StreamsAsync(name, MeasureHubAsync, options, cancellationToken),
        "sse/largest" => await LargestAsync(options, cancellationToken),
        "sse/idle" => await IdleAsync(name, SubscribeAsync, options, cancellationToken),
        _ => await IdleAsync(name, SubscribeHubAsync, options, cancellationToken),
    };

    private async Task<CaseResult> StreamsAsync(string name, Func<string, int, CancellationToken, Task<TokenLatency>> measure, LoadOptions options, CancellationToken cancellationToken)
    {
        options.Progress($"W3 {name}: ceiling, a bare Kestrel endpoint");
        var ceiling = await BareKestrel.MeasureAsync(200, cancellationToken);
        options.Progress($"W3 {name}: Silo");
        var silo = await measure(Path.Combine(options.Directory, "host"), 200, cancellationToken);
        return new CaseResult { Workload = Id, Case = name, Figures = silo.Figures(), Ceiling = ceiling.Figures(), Ratio = silo.P99Ms / ceiling.P99Ms };
    }

    /// <summary>The largest number of sessions, by steps of a half, at which p99 stays below 50 ms.</summary>
    private async Task<CaseResult> LargestAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var (largest, p99) = (0, 0.0);
        for (var sessions = 200; sessions <= 4000; sessions += sessions / 2)
        {
            options.Progress(string.Create(CultureInfo.InvariantCulture, $"W3 sse/largest: {sessions} sessions"));
            var result = await MeasureAsync(Path.Combine(options.Directory, $"host-{sessions}"), sessions, cancellationToken);
            if (result.P99Ms >= LatencyMs) break;
            (largest, p99) = (sessions, result.P99Ms);
        }

        return new CaseResult
        {
            Workload = Id,
            Case = "sse/largest",
            Figures = new Dictionary<string, double> { ["sessions_below_50_ms"] = largest, ["p99_ms"] = Math.Round(p99, 2) },
        };
    }

    private async Task<CaseResult> IdleAsync(
        string name, Func<HostUnderLoad, string, int, List<object>, CancellationToken, Task> subscribe, LoadOptions options, CancellationToken cancellationToken)
    {
        options.Progress($"W3 {name}: {IdleSubscribers} subscribers that nothing is sent to");
        await using var host = await HostUnderLoad.StartAsync(Path.Combine(options.Directory, "host"), Agent, streamsMax: IdleSubscribers + 100);
        var session = await host.CreateSessionAsync(cancellationToken);
        var open = new List<object>();
        try
        {
            // A first hundred, so that what is loaded once is not counted per subscriber.
            await subscribe(host, session, 100, open, cancellationToken);
            var before = host.Process.ResidentBytes;
            await subscribe(host, session, IdleSubscribers, open, cancellationToken);
            var bytes = (host.Process.ResidentBytes - before) / (double)(IdleSubscribers - 100);
            return new CaseResult
            {
                Workload = Id,
                Case = name,
                Figures = new Dictionary<string, double> { ["subscribers"] = IdleSubscribers, ["bytes_per_subscriber"] = Math.Round(bytes) },
            };
        }
        finally
        {
            foreach (var one in open)
            {
                if (one is HubSocket hub) await hub.DisposeAsync();
                else ((IDisposable)one).Dispose();
            }
        }
    }

    private static async Task SubscribeAsync(HostUnderLoad host, string session, int until, List<object> open, CancellationToken cancellationToken)
    {
        while (open.Count < until)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events") { Headers = { { "Accept", "text/event-stream" } } };
            var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            open.Add(response);
        }
    }

    /// <summary>Each on a connection of its own, so that a figure is that of a connection and its stream.</summary>
    private static async Task SubscribeHubAsync(HostUnderLoad host, string session, int until, List<object> open, CancellationToken cancellationToken)
    {
        while (open.Count < until)
        {
            // Several at once: a client that says nothing for a minute is cut.
            var opening = Enumerable.Range(0, Math.Min(50, until - open.Count)).Select(async _ =>
            {
                var hub = await HubSocket.ConnectAsync(host.Http.BaseAddress!, key: null, cancellationToken);
                await HubReaders.OpenAsync(hub, 1, session, cancellationToken);
                return await hub.ReadAsync(cancellationToken) is null ? throw new InvalidOperationException("The hub closed a connection.") : hub;
            });
            open.AddRange(await Task.WhenAll(opening));
        }
    }

    private static async Task<TokenLatency> MeasureHubAsync(string directory, int sessions, CancellationToken cancellationToken)
    {
        await using var host = await HostUnderLoad.StartAsync(directory, Agent);
        var ids = new List<string>();
        for (var i = 0; i < sessions; i++) ids.Add(await host.CreateSessionAsync(cancellationToken));
        return await TokenReaders.MeasureAsync(
            host.Process,
            sessions,
            sink => HubReaders.ReadAsync(host.Http.BaseAddress!, ids, sink, cancellationToken),
            start: async i => await host.PromptAsync(ids[i], cancellationToken),
            cancellationToken);
    }

    private static async Task<TokenLatency> MeasureAsync(string directory, int sessions, CancellationToken cancellationToken)
    {
        await using var host = await HostUnderLoad.StartAsync(directory, Agent);
        var ids = new List<string>();
        for (var i = 0; i < sessions; i++) ids.Add(await host.CreateSessionAsync(cancellationToken));
        return await TokenReaders.MeasureAsync(
            host.Process,
            host.Http,
            sessions,
            open: i => $"/v1/sessions/{ids[i]}/events",
            start: async i => await host.PromptAsync(ids[i], cancellationToken),
            cancellationToken);
    }
}
