namespace Silo.Sandboxes.Spawning;

/// <summary>A spawner and how to ask it.</summary>
internal sealed record SpawnerLease(ISpawnerHandle Process, SpawnerClient Client);
