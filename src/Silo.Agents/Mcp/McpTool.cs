using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>A tool of an MCP server. It finds the server's live connection at each call, so it outlives a restart.</summary>
internal sealed class McpTool(McpServer server, string name, ToolDefinition definition) : ITool
{
    public ToolDefinition Definition => definition;

    public Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken) => server.CallAsync(name, call, cancellationToken);
}
