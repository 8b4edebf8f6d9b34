namespace Silo.Abstractions.Sandboxes;

/// <summary>How a command in a sandbox ended.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the number when a signal ended it.</param>
/// <param name="Cause">What ended it.</param>
public sealed record SandboxExit(int ExitCode, SandboxExitCause Cause);
