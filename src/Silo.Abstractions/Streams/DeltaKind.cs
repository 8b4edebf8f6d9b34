namespace Silo.Abstractions.Streams;

/// <summary>What an open block is made of.</summary>
public enum DeltaKind
{
    /// <summary>Text for people: <c>message.delta</c>.</summary>
    Message,

    /// <summary>Thinking: <c>thought.delta</c>.</summary>
    Thought,

    /// <summary>The input of a tool call as JSON text: <c>tool_use.delta</c>.</summary>
    ToolUse,

    /// <summary>Output of a running tool: <c>tool_result.delta</c>.</summary>
    ToolResult,
}
