namespace Silo.Abstractions.Journal;

/// <summary>Who holds a session's fence.</summary>
/// <param name="Node">The node's id: stable across restarts of its host.</param>
/// <param name="Start">The id of this start of the host.</param>
/// <param name="Address">Where the node is reached; null on one machine.</param>
public sealed record Owner(string Node, string Start, Uri? Address = null);
