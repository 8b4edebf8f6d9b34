namespace Silo.Abstractions.Workspaces;

/// <summary>A directory's content.</summary>
/// <param name="Entries">The entries, by name.</param>
/// <param name="Truncated">Whether there are more than were asked for.</param>
public sealed record WorkspaceListing(IReadOnlyList<WorkspaceEntry> Entries, bool Truncated);
