using Silo.Abstractions.Events;

namespace Silo.Cli.Trees;

/// <summary>One step of a turn: a model call, a tool call, a code step, an artifact or a question, with what came of it.</summary>
internal sealed class StepNode
{
    /// <summary>The sequence of its started event; for a question that of <c>approval.requested</c>, for an artifact its number.</summary>
    public required long Step { get; init; }

    /// <summary><c>message</c>, <c>tool</c>, <c>step</c>, <c>artifact</c> or <c>question</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The model, the tool, the step's name, the artifact's or the question.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the agent that it comes from.</summary>
    public required string Agent { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, in UTC; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How often it was begun; 0 for a call that was never let run.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary><c>open</c> until its end; then <c>ok</c>, <c>failed</c>, a tool's status, or a decision.</summary>
    public string Status { get; set; } = "open";

    /// <summary>What it was given, or how it went, in a line; null for nothing.</summary>
    public string? Detail { get; set; }

    /// <summary>What its model calls cost.</summary>
    public Usage Usage { get; set; } = Usage.None;

    /// <summary>What came of it: a message's tool calls, a call's artifacts and questions.</summary>
    public List<StepNode> Steps { get; } = [];
}
