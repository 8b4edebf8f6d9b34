using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Silo.TestServers.Scripted;

/// <summary>
/// A small HTTP server on loopback that answers from a script, byte by byte as the script says: cut anywhere, reset, or silent. A connection carries one request.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;
    private volatile Play _play = new([], []);

    private ScriptedServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The requests since the script was set, in their order.</summary>
    public IReadOnlyList<ScriptedRequest> Seen => [.. _play.Seen];

    /// <summary>Starts a server that answers 400 until it has a script.</summary>
    public static ScriptedServer Start() => new();

    /// <summary>Sets what the next requests are answered, one after the other; those beyond get 400.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="stream">The items of the session whose stream answers may be.</param>
    public void Set(IReadOnlyList<ScriptedAnswer> answers, IReadOnlyList<ScriptedItem> stream) => _play = new Play(answers, stream);

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
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var serving = ServeAsync(socket);
            _connections[serving] = 0;
            _ = serving.ContinueWith(t => _connections.TryRemove(t, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                if (await ScriptedRequest.ReadAsync(new BufferedStream(stream), _stop.Token) is not { } request) return;
                var play = _play;
                int number;
                lock (play.Seen)
                {
                    number = play.Seen.Count;
                    play.Seen.Add(request);
                }

                var answer = number < play.Answers.Count ? play.Answers[number] : ScriptedAnswer.Unexpected;
                await stream.WriteAsync(answer.Bytes(request, play.Stream), _stop.Token);
                await EndAsync(socket, stream, answer.End);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task EndAsync(Socket socket, NetworkStream stream, ScriptedEnd end)
    {
        if (end == ScriptedEnd.Reset)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return;
        }

        if (end == ScriptedEnd.Close) socket.Shutdown(SocketShutdown.Send);

        // Until the client has gone: closed earlier, what it has not read yet might be lost.
        var rest = new byte[1024];
        while (await stream.ReadAsync(rest, _stop.Token) > 0)
        {
        }
    }

    private sealed record Play(IReadOnlyList<ScriptedAnswer> Answers, IReadOnlyList<ScriptedItem> Stream)
    {
        public List<ScriptedRequest> Seen { get; } = [];
    }
}
