using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Silo.Agents.Scripted;
using Silo.Load.Running;

namespace Silo.Load.TokenStream;

/// <summary>The outside client of W3: one stream per session, the age of each token by the time inside it.</summary>
internal static class TokenReaders
{
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens all streams, starts their tokens spread over 20 ms, and reads each to its last token.</summary>
    public static async Task<TokenLatency> MeasureAsync(
        ChildProcess server, HttpClient http, int streams, Func<int, string> open, Func<int, Task> start, CancellationToken cancellationToken)
    {
        var ages = new ConcurrentBag<double[]>();
        var opened = 0;
        var allOpen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var readers = Enumerable.Range(0, streams).Select(i => ReadAsync(i)).ToArray();
        await allOpen.Task.WaitAsync(cancellationToken);

        using var self = Process.GetCurrentProcess();
        var cpu = server.CpuTime + self.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var starts = Enumerable.Range(0, streams).Select(async i =>
        {
            await Task.Delay(Spread * i / streams, cancellationToken);
            await start(i);
        });
        await Task.WhenAll([.. starts, .. readers]);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        cpu = server.CpuTime + self.TotalProcessorTime - cpu;
        var all = ages.SelectMany(a => a).ToList();
        all.Sort();
        return new TokenLatency(Percentiles.At(all, 0.5), Percentiles.At(all, 0.99), all.Count / seconds, cpu.TotalSeconds * 1_000_000 / all.Count);

        async Task ReadAsync(int index)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, open(index)) { Headers = { { "Accept", "text/event-stream" } } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            if (Interlocked.Increment(ref opened) == streams) allOpen.SetResult();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var seen = new double[TokenStreamWorkload.Tokens];
            var count = 0;
            await SseLines.ReadAsync(body, line => Take(line.Span, seen, ref count), cancellationToken);
            if (count != TokenStreamWorkload.Tokens) throw new InvalidOperationException($"Stream {index} ended after {count} tokens.");
            ages.Add(seen);
        }
    }

    /// <summary>Takes the tokens of one line; joined pieces hold several. False after the last token.</summary>
    private static bool Take(ReadOnlySpan<byte> line, double[] seen, ref int count)
    {
        // Text before the completed event only: that one repeats everything.
        if (!line.StartsWith("data: "u8) || line.IndexOf("message.delta"u8) < 0) return true;
        var at = line.IndexOf("\"text\":\""u8);
        if (at < 0) return true;
        var text = line[(at + 8)..];
        text = text[..text.IndexOf((byte)'"')];
        var now = TokenStamp.Microseconds(TimeProvider.System);
        Span<char> token = stackalloc char[TokenStamp.Length];
        for (; text.Length >= TokenStamp.Length && count < seen.Length; text = text[TokenStamp.Length..])
        {
            Encoding.ASCII.GetChars(text[..TokenStamp.Length], token);
            if (!TokenStamp.TryReadAge(token, now, out var age)) throw new InvalidOperationException("A token holds no time.");
            seen[count++] = age / 1000.0;
        }

        return count < seen.Length;
    }
}
