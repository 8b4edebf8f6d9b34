namespace Silo.Abstractions.Workspaces;

/// <summary>One thing in a workspace.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its size in bytes; 0 for what is no file.</param>
/// <param name="ModifiedAt">When it last changed, in UTC.</param>
public sealed record WorkspaceEntry(WorkspacePath Path, WorkspaceEntryKind Kind, long Size, DateTimeOffset ModifiedAt);
