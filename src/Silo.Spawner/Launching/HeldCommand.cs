using Silo.Sandboxes.Native;

namespace Silo.Spawner.Launching;

/// <summary>The processes of a command that waits to be let go.</summary>
/// <param name="InitPid">The first process of its pid namespace.</param>
/// <param name="Init">The same, held.</param>
/// <param name="OuterPid">The process outside that waits for it; null when that is the spawner itself.</param>
internal sealed record HeldCommand(int InitPid, Pidfd Init, int? OuterPid);
