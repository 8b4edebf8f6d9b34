using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>A receiver of telemetry that is not there, or hangs: the host is none the worse.</summary>
public sealed class ReceiverTroubleTests
{
    private const string Secret = "secret-of-the-receiver";

    [Fact]
    public async Task Receiver_ThatIsNotThere_IsSaidOnceAndAgainWhenItIs()
    {
        using var folder = new TestFolder();
        int port;
        using (var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        }

        var (host, address) = await ServeAsync(folder, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var owned = host;
        using var http = new HttpClient { BaseAddress = address };
        while (!host.Output.Contains("[6031]", StringComparison.Ordinal)) await AskAsync(http);
        for (var i = 0; i < 200; i++) await AskAsync(http);
        await using var receiver = await OtlpReceiver.StartAsync(port);
        while (receiver.Spans.Count == 0 || receiver.Metrics.Count == 0) await AskAsync(http);
        while (!host.Output.Contains("[6032]", StringComparison.Ordinal)) await AskAsync(http);
        host.Terminate();
        Assert.Equal(0, await host.ExitAsync());
        // One for traces, and one for metrics.
        Assert.InRange(host.Output.Split('\n').Count(line => line.Contains("[6031]", StringComparison.Ordinal)), 1, 2);
        Assert.DoesNotContain(Secret, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_ThatHangs_HoldsUpNeitherTheHostNorItsStop()
    {
        using var folder = new TestFolder();
        var hangs = new TaskCompletionSource();
        await using var receiver = await OtlpReceiver.StartAsync(answer: _ => hangs.Task);
        var (host, address) = await ServeAsync(folder, receiver.Address.ToString(), "--Silo:Telemetry:FlushTimeout=00:00:01");
        await using var owned = host;
        using var http = new HttpClient { BaseAddress = address };
        for (var i = 0; i < 3000; i++) await AskAsync(http);
        host.Terminate();
        Assert.Equal(0, await host.ExitAsync());
        hangs.SetResult();
    }

    private static async Task<(HostProcess Process, Uri Address)> ServeAsync(TestFolder folder, string receiver, params string[] more) => await HostProcess.ServeAsync(
        folder.At("data"),
        ["--Silo:Development=true", $"--Silo:Telemetry:Endpoint={receiver}", .. more],
        // A request that hangs is not given up by itself within any test: what bounds the stop is the host's own.
        [new("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000"), new("OTEL_BSP_SCHEDULE_DELAY", "50"), new("OTEL_METRIC_EXPORT_INTERVAL", "100"), new("OTEL_EXPORTER_OTLP_HEADERS", "api-key=" + Secret)]);

    private static async Task AskAsync(HttpClient http)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/v1/sessions", body).Within(60, "an answer");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
