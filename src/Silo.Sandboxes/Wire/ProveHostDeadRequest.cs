namespace Silo.Sandboxes.Wire;

/// <summary>Asks a serving spawner whether nothing is left of another host of this user, one that is gone; needs no hello. Answered when it is so.</summary>
internal sealed record ProveHostDeadRequest(string RunDirectory) : SpawnerRequest;
