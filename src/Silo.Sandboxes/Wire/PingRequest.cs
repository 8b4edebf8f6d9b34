namespace Silo.Sandboxes.Wire;

/// <summary>Asks whether the spawner answers.</summary>
internal sealed record PingRequest : SpawnerRequest;
