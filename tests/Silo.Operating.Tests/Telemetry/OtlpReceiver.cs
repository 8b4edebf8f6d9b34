using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>A small receiver of OTLP over HTTP: keeps what it gets.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<SentSpan> _spans = [];
    private readonly Dictionary<string, SentMetric> _metrics = new(StringComparer.Ordinal);
    private readonly List<byte[]> _bodies = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The headers that came with the last request, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<SentSpan> Spans
    {
        get
        {
            lock (_gate) return [.. _spans];
        }
    }

    public IReadOnlyCollection<SentMetric> Metrics
    {
        get
        {
            lock (_gate) return [.. _metrics.Values];
        }
    }

    /// <summary>All bytes that came.</summary>
    public IReadOnlyList<byte[]> Bodies
    {
        get
        {
            lock (_gate) return [.. _bodies];
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="port">Where; 0 for any.</param>
    /// <param name="answer">What it does before it answers; null for nothing.</param>
    public static async Task<OtlpReceiver> StartAsync(int port = 0, Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (answer is not null) await answer(context);
            receiver.Take(context, body.ToArray());
        });
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until what came is enough.</summary>
    public async Task WaitAsync(Func<OtlpReceiver, bool> enough, string what)
    {
        while (true)
        {
            Task more;
            lock (_gate) more = _more.Task;
            if (enough(this)) return;
            await more.Within(120, what);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static Dictionary<string, string> Attributes(IEnumerable<ProtoMessage> pairs)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var value = pair.Message(2);
            read[pair.Text(1)] = value is null ? string.Empty
                : value.Has(1) ? value.Text(1)
                : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
                : value.Has(5) ? string.Join(',', value.Message(5)!.Messages(1).Select(one => one.Text(1)))
                : ((long)value.Number(value.Has(3) ? 3 : 2)).ToString(CultureInfo.InvariantCulture);
        }

        return read;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private static IEnumerable<SentSpan> ReadSpans(byte[] body) =>
        from resource in new ProtoMessage(body).Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new SentSpan(
            scope.Message(1)!.Text(1),
            span.Text(5),
            Hex(span.Bytes(1)),
            Hex(span.Bytes(2)),
            Hex(span.Bytes(4)),
            span.Text(3),
            (int)span.Number(6),
            span.Message(15)?.Number(3) == 2,
            Attributes(span.Messages(9)),
            [.. span.Messages(13).Select(link => Hex(link.Bytes(1)))]);

    private static IEnumerable<SentMetric> ReadMetrics(byte[] body) =>
        from resource in new ProtoMessage(body).Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select new SentMetric(scope.Message(1)!.Text(1), metric.Text(1), metric.Text(3), Points(metric));

    private static List<(IReadOnlyDictionary<string, string> Labels, double Value)> Points(ProtoMessage metric)
    {
        if (metric.Message(9) is { } histogram) return [.. histogram.Messages(1).Select(point => ((IReadOnlyDictionary<string, string>)Attributes(point.Messages(9)), (double)point.Number(4)))];
        return
        [
            .. (metric.Message(5) ?? metric.Message(7) ?? throw new InvalidDataException("A metric of another kind.")).Messages(1)
                .Select(point => ((IReadOnlyDictionary<string, string>)Attributes(point.Messages(7)), point.Has(4) ? BitConverter.UInt64BitsToDouble(point.Number(4)) : (long)point.Number(6))),
        ];
    }

    private void Take(HttpContext context, byte[] body)
    {
        lock (_gate)
        {
            Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            _bodies.Add(body);
            if (context.Request.Path == "/v1/traces") _spans.AddRange(ReadSpans(body));
            else if (context.Request.Path == "/v1/metrics")
                foreach (var metric in ReadMetrics(body)) _metrics[metric.Name] = metric;
            var more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            more.SetResult();
        }
    }
}
