namespace Silo.Sandboxes.Wire;

/// <summary>The sandboxes there are.</summary>
internal sealed record ListedReply(IReadOnlyList<ListedSandbox> Sandboxes) : SpawnerReply;
