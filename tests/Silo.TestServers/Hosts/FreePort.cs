using System.Net;
using System.Net.Sockets;

namespace Silo.TestServers.Hosts;

public static class FreePort
{
    /// <summary>A loopback port that was free a moment ago; a restarted host takes the same one.</summary>
    public static int Take()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
