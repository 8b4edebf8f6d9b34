using Silo.Sandboxes.Native;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Answers the one host that started this spawner.</summary>
internal sealed class ChildConversations(SandboxTable table, SandboxTools tools) : IConversations
{
    private readonly RequestHandler _handler = new(table, tools);

    public async Task ConverseAsync(FrameConnection connection, PeerCredentials peer)
    {
        if (await connection.ReadMessageAsync(SpawnerJson.Default.SpawnerRequest, CancellationToken.None) is { } request)
            await _handler.HandleAsync(request, connection);
    }
}
