using Silo.Sandboxes.Native;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Answers those who connect.</summary>
internal interface IConversations
{
    /// <summary>Reads what comes over a connection and answers it, until it is over.</summary>
    /// <exception cref="IOException">The connection was cut, or what came is not of the protocol.</exception>
    Task ConverseAsync(FrameConnection connection, PeerCredentials peer);
}
