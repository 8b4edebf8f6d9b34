using Silo.Abstractions.Events;

namespace Silo.Cli.Following;

/// <summary>How a stream is followed on the command line.</summary>
internal sealed record FollowOptions
{
    /// <summary>One JSON object a line instead of text.</summary>
    public bool Json { get; init; }

    /// <summary>Text as it came, control characters included.</summary>
    public bool Raw { get; init; }

    /// <summary>Show prompts.</summary>
    public bool Prompts { get; init; }

    /// <summary>Wait for what comes next; false ends at the head.</summary>
    public bool Follow { get; init; } = true;

    /// <summary>End with the task, or when there is none with the next turn that ends.</summary>
    public bool UntilEnded { get; init; }

    /// <summary>The session's last event when a reading from its first one began: ends of turns up to there are of earlier turns. Null where that does not matter.</summary>
    public long? Head { get; init; }

    /// <summary>Whether no turn ran at that head: then the last of those ends is the one.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Called after each event was shown; null for nothing.</summary>
    public Func<SessionEvent, Task>? OnEvent { get; init; }

    /// <summary>How long to go on trying without an answer.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);
}
