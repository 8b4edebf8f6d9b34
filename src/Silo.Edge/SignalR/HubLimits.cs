namespace Silo.Edge.SignalR;

/// <summary>The bounds of a hub connection that are no settings; docs/protocol/signalr.md names them.</summary>
internal static class HubLimits
{
    /// <summary>Calls of one connection that are worked on at once; open streams are not among them.</summary>
    public const int CallsMax = 16;

    /// <summary>Items that a client may stream to a method: there is no such method.</summary>
    public const int UploadItemsMax = 1;

    /// <summary>Bytes that a connection holds for a client that reads slowly, before its streams wait.</summary>
    public const int BufferedBytesMax = 64 * 1024;

    /// <summary>Bytes that are kept to be sent again, where a client asked for stateful reconnection.</summary>
    public const int ReconnectBytesMax = 100_000;

    /// <summary>Bytes of text in one piece of an open message; a longer one becomes several items, so that none is held whole for a slow client.</summary>
    public const int PieceBytesMax = 16 * 1024;

    /// <summary>Longest silence of the server, so that clients with their usual patience of 30 seconds do not give it up.</summary>
    public static readonly TimeSpan KeepAliveMax = TimeSpan.FromSeconds(15);

    /// <summary>Longest silence of a client; one that is still there pings.</summary>
    public static readonly TimeSpan ClientSilenceMax = TimeSpan.FromSeconds(60);

    /// <summary>What a client may take for its handshake.</summary>
    public static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    /// <summary>For how long a client may take nothing that is sent to it; after that it comes back with its cursors.</summary>
    public static readonly TimeSpan StallMax = TimeSpan.FromSeconds(60);

    /// <summary>What a client may take to close its connection.</summary>
    public static readonly TimeSpan CloseMax = TimeSpan.FromSeconds(5);

    /// <summary>What remains of a connection whose key has ended: for its streams to say so.</summary>
    public static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(5);

    /// <summary>What a stopping server waits for its streams to say so.</summary>
    public static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(2);
}
