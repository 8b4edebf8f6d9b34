using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Makes the listing of a directory.</summary>
internal static class Listing
{
    internal static WorkspaceListing Make(
        BeneathDirectory start, WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken)
    {
        var walk = new TreeWalk(start, recursive);
        var entries = new List<WorkspaceEntry>();
        var truncated = false;
        foreach (var item in walk.Items(cancellationToken))
        {
            // A path that is too long to be asked for again is counted as left out.
            if (entries.Count == entriesMax || !WorkspacePath.TryParse(path.IsRoot ? item.Path : $"{path}/{item.Path}", out var full, out _))
            {
                truncated = true;
                if (entries.Count == entriesMax) break;
                continue;
            }

            // A name that no path can hold is shown with \xNN in place of its bytes, as something that cannot be opened.
            entries.Add(item.Addressable
                ? new WorkspaceEntry(full, item.Kind, item.Size, item.ModifiedAt)
                : new WorkspaceEntry(full, WorkspaceEntryKind.Other, 0, item.ModifiedAt));
        }

        return new WorkspaceListing(entries, truncated || walk.Truncated);
    }
}
