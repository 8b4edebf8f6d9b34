namespace Silo.Sandboxes.Wire;

/// <summary>A host presents itself to a spawner that it did not start. The connection stays open as long as the host wants its sandboxes.</summary>
/// <param name="RunDirectory">The host's run directory: the same over its restarts, and used by one host at a time.</param>
internal sealed record HelloRequest(string RunDirectory) : SpawnerRequest;
