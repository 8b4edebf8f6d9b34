namespace Silo.Sandboxes.Wire;

/// <summary>So many sandboxes were ended.</summary>
internal sealed record EndedReply(int Count) : SpawnerReply;
