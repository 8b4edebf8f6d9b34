using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Turns;

/// <summary>What one attempt of a model call is about.</summary>
public sealed record MessageAttempt
{
    /// <summary>The attempt: 1, 2, 3 …</summary>
    public required int Attempt { get; init; }

    /// <summary>The step's key: session, <c>/</c> and step; the same for all attempts.</summary>
    public required string Key { get; init; }

    /// <summary>The conversation up to the start of this step, oldest first, with blobs filled in.</summary>
    public required IReadOnlyList<ConversationEntry> Conversation { get; init; }

    /// <summary>The agent.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>The agent's tools, those of its MCP servers included, as they are at this attempt.</summary>
    public required IReadOnlyList<ToolDefinition> Tools { get; init; }
}
