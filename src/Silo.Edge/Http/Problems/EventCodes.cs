namespace Silo.Edge.Http.Problems;

/// <summary>The codes of errors in events. The layers below write them; the API passes them on, and docs/errors explains them.</summary>
internal static class EventCodes
{
    public static IReadOnlyList<EventCode> All { get; } =
    [
        // A turn.
        new("agent_invalid", "This host cannot read the agent's definition"),
        new("driver_unknown", "This host has no such driver"),
        new("program_failed", "The agent's program failed"),
        new("program_diverged", "The agent's program asked for other steps than those recorded"),
        new("turn_deadline", "The turn took longer than it may"),
        new("turn_steps_max", "The turn made as many steps as it may"),

        // A step, a tool.
        new("cancelled", "The turn ended while the step ran"),
        new("step_failed", "A step of the agent's program failed"),
        new("step_output_too_large", "A step gave more than may be recorded"),
        new("tool_unknown", "The agent has no such tool"),
        new("tool_input_invalid", "The tool's input was no JSON object"),
        new("tool_denied", "The agent's rules refuse the call"),
        new("tool_rate_limited", "The tool was called as often as it may be"),
        new("tools_stuck", "As many calls as may be have not ended after their timeouts"),
        new("tool_failed", "The tool failed"),
        new("mcp_server_unavailable", "An MCP server cannot be started or reached"),
        new("mcp_server_died", "An MCP server ended in the middle of a call"),
        new("mcp_server_broken", "An MCP server does not keep to the protocol or its bounds"),
        new("mcp_tool_failed", "An MCP server's tool failed"),
        new("mcp_tools_left_out", "Some tools of an MCP server cannot be offered"),
        new("sandbox_unavailable", "Sandboxes cannot be made on this host"),
        new("sandbox_failed", "The sandbox could not be made"),
        new("sandbox_died", "The sandbox ended while a command ran"),

        // A model call.
        new("message_too_large", "The model's message is too large"),
        new("model_call_failed", "The model call failed"),
        new("model_invalid", "The agent's model settings are wrong"),
        new("model_key_missing", "The model server's key is not set"),
        new("rate_limited", "The model server limits the rate"),
        new("overloaded", "The model server is overloaded"),
        new("server_error", "The model server failed"),
        new("unauthorized", "The model server does not accept the key"),
        new("invalid_request", "The model server refused the request"),
        new("unreachable", "The model server cannot be reached"),
        new("stalled", "The model server fell silent"),
        new("cut", "The stream ended before the message was whole"),
        new("malformed", "The model server's answer could not be read"),
    ];
}
