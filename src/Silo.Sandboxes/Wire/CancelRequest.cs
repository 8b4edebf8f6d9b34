namespace Silo.Sandboxes.Wire;

/// <summary>Ends the processes of the command that runs on this connection.</summary>
internal sealed record CancelRequest : SpawnerRequest;
