namespace Silo.Sandboxes.Wire;

/// <summary>A sandbox was made, under this name.</summary>
internal sealed record CreatedReply(string Sandbox) : SpawnerReply;
