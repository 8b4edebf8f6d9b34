namespace Silo.Runtime.Workspaces;

/// <summary>Opens a folder in a workspace; makes it, and those above it, one by one.</summary>
internal static class FolderMaking
{
    private const uint FolderMode = 0b111_101_101;

    /// <summary>Opens a folder; links above it that stay inside are followed, none is made or passed while making folders.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="path">The folder.</param>
    /// <param name="owner">Whose new folders become.</param>
    internal static BeneathDirectory OpenOrMake(BeneathDirectory root, string path, WorkspaceOwner owner)
    {
        var names = path == "." ? [] : path.Split('/');
        var current = OpenLongest(root, names, out var present);
        try
        {
            // A crash can come between making a folder and giving it away.
            if (current.Owner().IsHost) owner.GiveNew(current.Handle, path);
            foreach (var name in names.AsSpan(present))
            {
                var made = current.TryMakeDirectory(name, FolderMode);
                if (made) current.Sync();
                var next = current.TryOpenChild(new FileName(name)) ?? throw FileErrors.From(FileErrors.NotDirectory, path);
                current.Dispose();
                current = next;
                owner.GiveNew(current.Handle, path);
            }

            return current;
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    /// <summary>Gives the folders on the way to one to the owner that the workspace got meanwhile, as far as they are the old one's still.</summary>
    internal static void GiveAgain(BeneathDirectory root, string path, WorkspaceOwner before, WorkspaceOwner now)
    {
        var names = path == "." ? [] : path.Split('/');
        for (var count = 1; count <= names.Length; count++)
        {
            if (!root.TryOpenDirectory(string.Join('/', names.AsSpan(0, count)!), followLinks: true, out var folder)) return;
            using (folder)
                if (folder.Owner() == before) now.Give(folder.Handle, path);
        }
    }

    private static BeneathDirectory OpenLongest(BeneathDirectory root, string[] names, out int present)
    {
        for (present = names.Length; present > 0; present--)
            if (root.TryOpenDirectory(string.Join('/', names.AsSpan(0, present)!), followLinks: true, out var directory)) return directory;
        return root.OpenDirectory(".", followLinks: false);
    }
}
