using System.Net;
using System.Net.Sockets;

namespace Silo.Console.Tests.Support;

/// <summary>A way to a server that a test can cut, and mend.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly List<Task> _pairs = [];
    private readonly Task _accepting;
    private bool _cut;

    private CutProxy(Uri server)
    {
        _port = server.Port;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public static CutProxy Before(Uri server) => new(server);

    /// <summary>Ends every connection, and each new one.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut = true;
            foreach (var client in _open) client.Close();
            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_lock) _cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
        Task[] pairs;
        lock (_lock) pairs = [.. _pairs];
        await Task.WhenAll(pairs);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                lock (_lock) _pairs.Add(ServeAsync(client));
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
        catch (ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port);
            lock (_lock)
            {
                if (_cut) return;
                _open.AddRange([near, far]);
            }

            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or gone.
        }
    }
}
