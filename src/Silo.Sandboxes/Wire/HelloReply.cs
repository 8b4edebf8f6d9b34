namespace Silo.Sandboxes.Wire;

/// <summary>The host is known, and nothing of an earlier start of it is left.</summary>
/// <param name="Pid">The spawner's process.</param>
/// <param name="Ended">How many sandboxes were ended because an earlier start of this host died.</param>
internal sealed record HelloReply(int Pid, int Ended) : SpawnerReply;
