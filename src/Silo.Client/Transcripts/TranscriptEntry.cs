using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Client.Transcripts;

/// <summary>One thing that people read in a session.</summary>
/// <param name="Sequence">The sequence of the event that began it; a step's number.</param>
/// <param name="Turn">The turn, or null.</param>
/// <param name="Agent">The path of the agent that it comes from.</param>
public abstract record TranscriptEntry(long Sequence, TurnId? Turn, string Agent)
{
    /// <summary>What a person said.</summary>
    /// <param name="Sequence">The sequence of the event.</param>
    /// <param name="Turn">The turn.</param>
    /// <param name="Agent">The agent that was spoken to.</param>
    /// <param name="Blocks">What was said.</param>
    public sealed record Prompt(long Sequence, TurnId? Turn, string Agent, IReadOnlyList<ContentBlock> Blocks) : TranscriptEntry(Sequence, Turn, Agent);

    /// <summary>A model's message.</summary>
    /// <param name="Sequence">The step.</param>
    /// <param name="Turn">The turn.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Attempt">The attempt that holds.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Blocks">The whole content; null until it is completed.</param>
    /// <param name="Pieces">What was assembled of an open message, a text for each block; empty otherwise.</param>
    public sealed record Message(
        long Sequence,
        TurnId? Turn,
        string Agent,
        int Attempt,
        TranscriptState State,
        IReadOnlyList<ContentBlock>? Blocks,
        IReadOnlyList<string> Pieces) : TranscriptEntry(Sequence, Turn, Agent);

    /// <summary>A tool call.</summary>
    /// <param name="Sequence">The step.</param>
    /// <param name="Turn">The turn.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Attempt">The attempt that holds.</param>
    /// <param name="Tool">The tool's name.</param>
    /// <param name="Status">How it ended; null until then.</param>
    /// <param name="Output">What was streamed of it so far; empty after its end.</param>
    /// <param name="Content">What the model reads; null until its end.</param>
    public sealed record ToolCall(
        long Sequence,
        TurnId? Turn,
        string Agent,
        int Attempt,
        string Tool,
        ToolStatus? Status,
        string Output,
        IReadOnlyList<ContentBlock>? Content) : TranscriptEntry(Sequence, Turn, Agent);

    /// <summary>The end of a turn.</summary>
    /// <param name="Sequence">The sequence of the event.</param>
    /// <param name="Turn">The turn.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Ended">Why, and what it cost.</param>
    public sealed record End(long Sequence, TurnId? Turn, string Agent, TurnEnded Ended) : TranscriptEntry(Sequence, Turn, Agent);
}
