namespace Silo.Abstractions.Diagnostics;

/// <summary>The kinds of point at which a host can be killed by a crash test.</summary>
public enum ProbePoint
{
    /// <summary>A commit is durable and its sender has not yet been told.</summary>
    AfterCommit,

    /// <summary>A piece of a message has been added to its accumulator, and so may have left.</summary>
    AfterDelta,

    /// <summary>A tool has taken effect and has not yet returned.</summary>
    InsideTool,
}
