using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Agents.Mcp;

/// <content>What it logs: codes and counts, nothing that a server said. Event ids are never reused.</content>
internal sealed partial class McpServer
{
    [LoggerMessage(EventId = 4201, Level = LogLevel.Information, Message = "Session {Session}: MCP server {Server} is up, revision {Revision}, {Tools} tools.")]
    private partial void LogStarted(SessionKey session, string server, string revision, int tools);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Warning, Message = "Session {Session}: MCP server {Server} failed with {Code}, {Failures} times in a row.")]
    private partial void LogFailed(SessionKey session, string server, string code, int failures);
}
