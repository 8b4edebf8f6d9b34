using System.Net;
using System.Net.Sockets;
using Silo.Abstractions.Agents;

namespace Silo.Agents.Mcp;

/// <summary>HTTP to one MCP server, from the host: to its address and no other.</summary>
/// <remarks>
/// Redirects are not followed and no proxy is asked. The address is checked when the connection is made, on what the name led to and
/// is then connected to: a name that leads elsewhere the second time gains nothing.
/// </remarks>
internal static class McpHttp
{
    public static HttpClient NewClient(McpServerSettings settings) => new(
        new BoundedBodyHandler(settings.MessageBytesMax, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // What a request is part of is nobody's business but this host's.
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxResponseHeadersLength = 64,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(settings, context.DnsEndPoint, cancellationToken),
        }))
    { Timeout = Timeout.InfiniteTimeSpan };

    private static async ValueTask<Stream> ConnectAsync(McpServerSettings settings, DnsEndPoint to, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, to.AddressFamily, cancellationToken);
        if (!settings.PrivateAddresses && Array.Find(addresses, PrivateAddress.Is) is { } refused)
            throw new McpServerException(McpCodes.Unavailable, $"{to.Host} is the private address {refused}; allow it with private_addresses: true.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
