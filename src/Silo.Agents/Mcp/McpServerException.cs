namespace Silo.Agents.Mcp;

/// <summary>An MCP server cannot be used, for now or at all; the message is for the model and for people.</summary>
internal sealed class McpServerException(string code, string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>A stable code, one of <see cref="McpCodes"/>.</summary>
    public string Code { get; } = code;
}
