namespace Silo.Abstractions.Sandboxes;

/// <summary>What ended a command in a sandbox.</summary>
public enum SandboxExitCause
{
    /// <summary>It ended by itself.</summary>
    Exited,

    /// <summary>It ran longer than its timeout.</summary>
    TimedOut,

    /// <summary>It wrote more than its output limit.</summary>
    OutputLimit,

    /// <summary>The workspace, or the sandbox's own files, grew beyond their limit.</summary>
    DiskLimit,

    /// <summary>The whole sandbox died.</summary>
    SandboxDied,
}
