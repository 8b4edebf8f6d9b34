using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Silo.TestServers.Relays;

/// <summary>Stands between one client and a server on loopback, and cuts each connection after so many bytes of the server's, drawn from a seed.</summary>
public sealed class CuttingRelay : IAsyncDisposable
{
    private const int CutBytesMin = 2_000;
    private const int CutBytesMax = 9_000;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly int _serverPort;
    private readonly Random _random;
    private readonly Task _accepting;
    private volatile bool _cutting;
    private int _cuts;

    /// <summary>Starts listening on a free port.</summary>
    public CuttingRelay(int serverPort, int seed)
    {
        _serverPort = serverPort;
        _random = new Random(seed);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients find the server.</summary>
    public Uri Address { get; }

    /// <summary>Connections that it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts connections that are made from now on.</summary>
    public void Begin() => _cutting = true;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            // Drawn here, one after the other, so that a seed means something.
            var budget = _cutting ? _random.Next(CutBytesMin, CutBytesMax) : int.MaxValue;
            var relaying = RelayAsync(client, budget);
            _connections[relaying] = 0;
            _ = relaying.ContinueWith(t => _connections.TryRemove(t, out _), TaskScheduler.Default);
        }
    }

    private async Task RelayAsync(Socket client, int budget)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        {
            try
            {
                await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _serverPort), end.Token);
                var up = CopyAsync(client, server, int.MaxValue, end);
                var down = CopyAsync(server, client, budget, end);
                await Task.WhenAll(up, down);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server is not there, or the test is over: the client sees a connection that ends.
            }
        }
    }

    // The first that ends, ends both.
    private async Task CopyAsync(Socket from, Socket to, int budget, CancellationTokenSource end)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, budget)), end.Token) is > 0 and var read)
            {
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), end.Token);
                if ((budget -= read) > 0) continue;
                Interlocked.Increment(ref _cuts);
                to.Shutdown(SocketShutdown.Send);
                break;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side went away.
        }

        await end.CancelAsync();
    }
}
