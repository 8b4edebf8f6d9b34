namespace Silo.Sandboxes.Wire;

/// <summary>The spawner answers.</summary>
internal sealed record PongReply(int Pid) : SpawnerReply;
