using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Wire;

/// <summary>A command ended, and none of its processes is left.</summary>
internal sealed record ExitedReply(int ExitCode, SandboxExitCause Cause) : SpawnerReply;
