using Silo.Abstractions.Sandboxes;

namespace Silo.Load.Sandboxing;

/// <summary>A command that waits until its sandbox is ended.</summary>
/// <param name="Ended">How it ended.</param>
internal sealed record WaitingCommand(Task<SandboxExit> Ended);
