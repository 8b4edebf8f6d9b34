using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Silo.TestServers.Postgres;

/// <summary>Stands between a client and a PostgreSQL server, counts the messages that commit, and cuts the connection at one of them.</summary>
/// <remarks>
/// An extended query without BEGIN commits at its Sync; ReadyForQuery is the answer. Source: PostgreSQL's manual, 55.2.3 and 55.7.
/// Connections must come without TLS.
/// </remarks>
public sealed class CuttingProxy : IAsyncDisposable
{
    private const byte Parse = (byte)'P';
    private const byte Sync = (byte)'S';
    private const byte ReadyForQuery = (byte)'Z';
    private const int MessageBytesMax = 64 << 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Lock _gate = new();
    private readonly List<Task> _conversations = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = Flowing();
    private int _commits;
    private int _cutAt = int.MaxValue;
    private CutPoint _point;

    /// <summary>Starts listening on a free loopback port.</summary>
    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that clients use instead of the server's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Messages that commit, so far.</summary>
    public int Commits
    {
        get
        {
            lock (_gate) return _commits;
        }
    }

    /// <summary>How often a connection was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts the connection of the next message that commits but <paramref name="after"/>; once.</summary>
    public void CutAt(int after, CutPoint point)
    {
        lock (_gate)
        {
            _cutAt = _commits + after + 1;
            _point = point;
        }
    }

    /// <summary>Holds back every byte, of old and of new connections, without cutting any.</summary>
    public void Stall()
    {
        lock (_gate) _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets go what was held back, and what follows.</summary>
    public void Flow()
    {
        lock (_gate) _flowing.TrySetResult();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] conversations;
        lock (_gate) conversations = [.. _conversations];
        await Task.WhenAll(conversations);
        _stopping.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private Task FlowingAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _flowing.Task.WaitAsync(cancellationToken);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_gate) _conversations.Add(ConverseAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ConverseAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, stop.Token);
            await using var fromClient = new NetworkStream(client, ownsSocket: true);
            await using var fromServer = new NetworkStream(server, ownsSocket: true);
            var conversation = new Conversation();
            await await Task.WhenAny(
                ToServerAsync(fromClient, fromServer, conversation, stop.Token), ToClientAsync(fromServer, fromClient, conversation, stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone, or the connection was cut.
        }
        finally
        {
            await stop.CancelAsync();
            client.Dispose();
        }
    }

    private async Task ToServerAsync(NetworkStream client, NetworkStream server, Conversation conversation, CancellationToken cancellationToken)
    {
        // The first message has no type.
        var start = new byte[4];
        await client.ReadExactlyAsync(start, cancellationToken);
        var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(start) - 4];
        await client.ReadExactlyAsync(rest, cancellationToken);
        await FlowingAsync(cancellationToken);
        await server.WriteAsync((byte[])[.. start, .. rest], cancellationToken);
        while (true)
        {
            var message = await ReadAsync(client, cancellationToken);
            // Notifications go over connections of their own, and commit nothing that anybody was told.
            if (message[0] == Parse && message.AsSpan().IndexOf("pg_notify"u8) >= 0) conversation.IsNotifier = true;
            if (message[0] == Sync && !conversation.IsNotifier && IsCut(conversation)) return;
            await FlowingAsync(cancellationToken);
            await server.WriteAsync(message, cancellationToken);
        }
    }

    private async Task ToClientAsync(NetworkStream server, NetworkStream client, Conversation conversation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await ReadAsync(server, cancellationToken);
            if (message[0] == ReadyForQuery && conversation.CutAtAnswer) return;
            await FlowingAsync(cancellationToken);
            if (!conversation.CutAtAnswer) await client.WriteAsync(message, cancellationToken);
        }
    }

    /// <returns>True when this Sync is where the connection ends; else it goes on, perhaps to be cut at its answer.</returns>
    private bool IsCut(Conversation conversation)
    {
        lock (_gate)
        {
            if (++_commits != _cutAt) return false;
            Cuts++;
            conversation.CutAtAnswer = _point == CutPoint.After;
            return _point == CutPoint.Before;
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1));
        if (length is < 4 or > MessageBytesMax) throw new IOException($"A message of {length} bytes.");
        var message = new byte[length + 1];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(5), cancellationToken);
        return message;
    }

    private sealed class Conversation
    {
        public volatile bool CutAtAnswer;

        public volatile bool IsNotifier;
    }
}
