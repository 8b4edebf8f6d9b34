using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Silo.Sandboxes.Native;

/// <summary>Who is at the other end of a unix socket, as the kernel says.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Uid">Its effective user.</param>
/// <param name="Gid">Its effective group.</param>
internal readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int LevelSocket = 1;
    private const int OptionPeerCredentials = 17;

    public static PeerCredentials Of(Socket socket)
    {
        Span<int> raw = stackalloc int[3];
        socket.GetRawSocketOption(LevelSocket, OptionPeerCredentials, MemoryMarshal.AsBytes(raw));
        return new PeerCredentials(raw[0], (uint)raw[1], (uint)raw[2]);
    }
}
