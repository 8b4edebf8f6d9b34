using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Cli.Trees;

/// <summary>One turn as a tree of its steps.</summary>
internal sealed class TurnTree
{
    /// <summary>The turn.</summary>
    public required TurnId Turn { get; init; }

    /// <summary>What was said, the interjections too.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>When its prompt was taken, in UTC; null when that was not seen.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>When it began, in UTC; null before.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended, in UTC; null before.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it ended; null before.</summary>
    public StopReason? StopReason { get; set; }

    /// <summary>What went wrong; null for nothing.</summary>
    public EventError? Error { get; set; }

    /// <summary>What it cost so far.</summary>
    public Usage Usage { get; set; } = Usage.None;

    /// <summary>How often it went on after its host had gone away.</summary>
    public int Resumed { get; set; }

    /// <summary>Its steps, in the order in which they began.</summary>
    public List<StepNode> Steps { get; } = [];
}
