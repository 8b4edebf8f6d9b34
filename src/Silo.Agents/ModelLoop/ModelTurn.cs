using Silo.Abstractions.Events;

namespace Silo.Agents.ModelLoop;

/// <summary>One message of a request: the assistant's, or everything that was said to it since.</summary>
internal abstract record ModelTurn
{
    /// <summary>What the assistant said; never only thoughts.</summary>
    internal sealed record Assistant(IReadOnlyList<ContentBlock> Blocks) : ModelTurn;

    /// <summary>The answers to the assistant's calls, one for each, in order; then what people said.</summary>
    internal sealed record User(IReadOnlyList<ToolAnswer> Answers, IReadOnlyList<string> Texts) : ModelTurn;
}
