namespace Silo.Sandboxes.Wire;

/// <summary>Ends the standard input of the process that runs on this connection.</summary>
internal sealed record EndInputRequest : SpawnerRequest;
