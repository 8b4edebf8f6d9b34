namespace Silo.Sandboxes.Wire;

/// <summary>Asks which sandboxes there are.</summary>
internal sealed record ListRequest : SpawnerRequest;
