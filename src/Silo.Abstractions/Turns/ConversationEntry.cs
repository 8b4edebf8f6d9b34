using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Turns;

/// <summary>One entry of a conversation, as a model reads it.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Blocks">What they say.</param>
/// <param name="CallId">For a tool: the call that it answers.</param>
/// <param name="Status">For a tool: how the call ended.</param>
public sealed record ConversationEntry(
    ConversationRole Role,
    IReadOnlyList<ContentBlock> Blocks,
    string? CallId = null,
    ToolStatus? Status = null);
