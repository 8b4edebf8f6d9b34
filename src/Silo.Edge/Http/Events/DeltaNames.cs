using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>The names of the pieces of open messages on the wire.</summary>
internal static class DeltaNames
{
    public static ReadOnlySpan<byte> Of(DeltaKind kind) => kind switch
    {
        DeltaKind.Message => "message.delta"u8,
        DeltaKind.Thought => "thought.delta"u8,
        DeltaKind.ToolUse => "tool_use.delta"u8,
        DeltaKind.ToolResult => "tool_result.delta"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A piece of a kind without a name."),
    };
}
