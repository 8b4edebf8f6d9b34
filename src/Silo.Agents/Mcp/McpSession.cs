using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>The MCP servers of one live session.</summary>
internal sealed class McpSession(IReadOnlyList<McpServer> servers) : ISessionTools
{
    public async Task<IReadOnlyList<ToolListing>> ListAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(servers.Select(s => s.ListAsync(cancellationToken)));

    public async ValueTask DisposeAsync() => await Task.WhenAll(servers.Select(s => s.DisposeAsync().AsTask()));
}
