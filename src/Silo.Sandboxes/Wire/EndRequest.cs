namespace Silo.Sandboxes.Wire;

/// <summary>Ends a sandbox; answered when none of its processes is left.</summary>
internal sealed record EndRequest(string Sandbox) : SpawnerRequest;
