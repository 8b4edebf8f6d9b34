namespace Silo.Agents.Mcp;

/// <summary>What goes wrong with MCP servers; each has a page in docs/errors.</summary>
internal static class McpCodes
{
    /// <summary>It could not be started or reached, or its tools could not be listed.</summary>
    public const string Unavailable = "mcp_server_unavailable";

    /// <summary>It died, or its connection was cut, in the middle of a call.</summary>
    public const string Died = "mcp_server_died";

    /// <summary>It sent what is beyond a bound or not of the protocol.</summary>
    public const string Broken = "mcp_server_broken";

    /// <summary>The tool itself says that it failed.</summary>
    public const string ToolFailed = "mcp_tool_failed";

    /// <summary>Some of its tools cannot be offered.</summary>
    public const string ToolsLeftOut = "mcp_tools_left_out";
}
