using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Silo.Agents.Mcp;

/// <summary>A transport that is there already, in the shape that the SDK asks for.</summary>
internal sealed class OpenedTransport(string name, ITransport transport) : IClientTransport
{
    public string Name => name;

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default) => Task.FromResult(transport);
}
