using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.RunState;

/// <summary>The processes by which a running command is proved dead.</summary>
/// <param name="Outer">The bwrap outside, whose exit code is the command's; null when the spawner itself waits for it.</param>
/// <param name="Init">The first process of the command's pid namespace: when it is gone, the kernel has ended all others of it.</param>
internal sealed record CommandRecord(ProcessIdentity? Outer, ProcessIdentity Init);
