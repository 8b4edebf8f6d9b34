using System.Diagnostics;
using Silo.Load.Running;

namespace Silo.Load.TokenStream;

/// <summary>The outside client of W3: one stream per session, the age of each token by the time inside it.</summary>
internal static class TokenReaders
{
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens all streams as server-sent events, each on a connection of its own, and measures.</summary>
    public static Task<TokenLatency> MeasureAsync(
        ChildProcess server, HttpClient http, int streams, Func<int, string> open, Func<int, Task> start, CancellationToken cancellationToken)
    {
        return MeasureAsync(server, streams, sink => Task.WhenAll(Enumerable.Range(0, streams).Select(i => ReadAsync(sink, i))), start, cancellationToken);

        async Task ReadAsync(TokenSink sink, int index)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, open(index)) { Headers = { { "Accept", "text/event-stream" } } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            sink.Opened();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await SseLines.ReadAsync(body, line => sink.Take(index, line.Span), cancellationToken);
        }
    }

    /// <summary>Starts the tokens spread over 20 ms once all streams are open, and reads each to its last token.</summary>
    public static async Task<TokenLatency> MeasureAsync(ChildProcess server, int streams, Func<TokenSink, Task> read, Func<int, Task> start, CancellationToken cancellationToken)
    {
        var sink = new TokenSink(streams);
        var reading = read(sink);
        await await Task.WhenAny(sink.AllOpen, reading);

        using var self = Process.GetCurrentProcess();
        var cpu = server.CpuTime + self.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var starts = Enumerable.Range(0, streams).Select(async i =>
        {
            await Task.Delay(Spread * i / streams, cancellationToken);
            await start(i);
        });
        await Task.WhenAll([.. starts, reading]);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        cpu = server.CpuTime + self.TotalProcessorTime - cpu;
        var all = sink.Ages();
        return new TokenLatency(Percentiles.At(all, 0.5), Percentiles.At(all, 0.99), all.Count / seconds, cpu.TotalSeconds * 1_000_000 / all.Count);
    }
}
