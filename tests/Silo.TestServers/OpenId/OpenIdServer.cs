using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Silo.TestServers.Scripted;

namespace Silo.TestServers.OpenId;

/// <summary>A small OpenID provider on loopback: its configuration and its keys, both as a test wants them.</summary>
public sealed class OpenIdServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _asks;

    private OpenIdServer(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _listener.Start();
        Issuer = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
        Configuration = new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = Issuer + "/keys", ["more"] = new JsonArray("of", "no", "interest") }.ToJsonString();
        _accepting = AcceptAsync();
    }

    /// <summary>Its name, and where it is.</summary>
    public string Issuer { get; }

    /// <summary>What it says of itself.</summary>
    public string Configuration { get; set; }

    /// <summary>Its set of keys.</summary>
    public string Keys { get; set; } = """{"keys":[]}""";

    /// <summary>Its answer, whole, to every request; null for the usual ones.</summary>
    public string? Instead { get; set; }

    /// <summary>Whether it takes requests and answers none.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether its configuration says that it is elsewhere, where it is.</summary>
    public bool Moves { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asks => Volatile.Read(ref _asks);

    /// <summary>Completes when it has taken a request that it does not answer.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it.</summary>
    public static OpenIdServer Start() => new(certificate: null);

    /// <summary>Starts it with TLS and a certificate that nobody has a reason to trust.</summary>
    public static OpenIdServer StartUntrusted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return new OpenIdServer(request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>Sets the keys.</summary>
    /// <param name="keys">Each of them.</param>
    public void Publish(params IEnumerable<JsonObject> keys) => Keys = new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var serving = ServeAsync(client);
                _connections[serving] = 0;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using Stream stream = _certificate is null ? client.GetStream() : new SslStream(client.GetStream());
            if (stream is SslStream tls) await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            if (await ScriptedRequest.ReadAsync(stream, _stop.Token) is not { } request) return;
            if (request.Path == "/keys") Interlocked.Increment(ref _asks);
            if (Hangs)
            {
                Hanging.TrySetResult();
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(Instead ?? Answer(request.Path)), _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test ended.
        }
    }

    private string Answer(string path)
    {
        if (Moves && path == "/.well-known/openid-configuration") return $"HTTP/1.1 302 Moved\r\nLocation: {Issuer}/moved\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        var body = path switch { "/.well-known/openid-configuration" or "/moved" => Configuration, "/keys" => Keys, _ => null };
        return string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(body is null ? "404 None" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body ?? "")}\r\nConnection: close\r\n\r\n{body}");
    }
}
