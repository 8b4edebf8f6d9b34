using Silo.Abstractions.Workspaces;

namespace Silo.Edge.Http.Files;

/// <summary>A folder as callers see it.</summary>
internal sealed record FolderBody(string Path, IReadOnlyList<FolderEntryBody> Entries, bool Truncated)
{
    public static FolderBody From(WorkspacePath path, WorkspaceListing listing) =>
        new(path.Value, [.. listing.Entries.Select(From)], listing.Truncated);

    private static FolderEntryBody From(WorkspaceEntry entry) =>
        new(entry.Path.Value, NameOf(entry.Kind), entry.Size, entry.ModifiedAt.UtcDateTime);

    private static string NameOf(WorkspaceEntryKind kind) => kind switch
    {
        WorkspaceEntryKind.File => "file",
        WorkspaceEntryKind.Directory => "directory",
        WorkspaceEntryKind.Link => "link",
        _ => "other",
    };
}
