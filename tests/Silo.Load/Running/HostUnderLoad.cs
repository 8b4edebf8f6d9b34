using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Silo.Load.Running;

/// <summary>The real host in a process of its own, on an empty data directory, and a plain HTTP client for it.</summary>
internal sealed class HostUnderLoad : IAsyncDisposable
{
    private HostUnderLoad(ChildProcess process, HttpClient http)
    {
        Process = process;
        Http = http;
    }

    public ChildProcess Process { get; }

    public HttpClient Http { get; }

    public static async Task<HostUnderLoad> StartAsync(string directory, string agentFile, int streamsMax = 4096)
    {
        var agents = Path.Combine(directory, "agents");
        Directory.CreateDirectory(agents);
        await File.WriteAllTextAsync(Path.Combine(agents, "load.yaml"), agentFile);
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        var (process, _) = await ChildProcess.StartAsync(
            "Silo.Host.dll",
            line => line.Contains(address, StringComparison.Ordinal),
            $"--Silo:DataDirectory={Path.Combine(directory, "data")}",
            $"--Silo:AgentsDirectory={agents}",
            $"--Silo:Address={address}",
            "--Silo:Development=true",
            string.Create(CultureInfo.InvariantCulture, $"--Silo:Http:StreamsMax={streamsMax}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:Http:TenantStreamsMax={streamsMax}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:Http:HubConnectionsMax={streamsMax}"),
            string.Create(CultureInfo.InvariantCulture, $"--Silo:Http:TenantHubConnectionsMax={streamsMax}"));
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseProxy = false };
        return new HostUnderLoad(process, new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan });
    }

    public async Task<string> CreateSessionAsync(CancellationToken cancellationToken)
    {
        using var response = await Http.PostAsJsonAsync("/v1/sessions", new NewSession("load"), LoadJson.Default.NewSession, cancellationToken);
        return await TextAsync(response, "id", cancellationToken);
    }

    /// <summary>Prompts a session; the cursor from which the answer can be read.</summary>
    public async Task<string> PromptAsync(string session, CancellationToken cancellationToken)
    {
        // With its length: a body of unknown length counts as the largest among those that are under way.
        using var body = JsonContent.Create(new NewTurn("go"), LoadJson.Default.NewTurn);
        await body.LoadIntoBufferAsync(cancellationToken);
        using var response = await Http.PostAsync(new Uri($"/v1/sessions/{session}/turns", UriKind.Relative), body, cancellationToken);
        return await TextAsync(response, "after", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, string member, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty(member).GetString()!;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
