using System.Net.Sockets;
using Silo.Client;
using Silo.Host.Tests.Support;

namespace Silo.Host.Tests.Streams;

/// <summary>A client whose connections hold little: small segments and small buffers, so that what it does not read stays with the server.</summary>
internal sealed class NarrowClient : IDisposable
{
    private const int SegmentBytes = 1460;
    private const int BufferBytes = 4096;
    private const int TcpProtocol = 6;
    private const int TcpMaxSegment = 2;
    private readonly HttpClient _http;

    private NarrowClient(Uri server)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, MaxResponseDrainSize = 0 }) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        Client = new SiloClient(_http, Clients.Options(server));
    }

    public SiloClient Client { get; }

    public static NarrowClient Open(Uri server) => new(server);

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes };
        socket.SetRawSocketOption(TcpProtocol, TcpMaxSegment, BitConverter.GetBytes(SegmentBytes));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
