namespace Silo.Storage.DataDirectories;

/// <summary>A data directory as a tool sees it beside the host that may hold it: nothing is taken hold of, made or changed.</summary>
public sealed class DataDirectoryView
{
    private DataDirectoryView(string path, string? nodeId)
    {
        Path = path;
        NodeId = nodeId;
    }

    /// <summary>The directory, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The id of the node whose it is; null where no host has been started yet.</summary>
    public string? NodeId { get; }

    /// <summary>The journal's database, which may be absent.</summary>
    public string JournalPath => DataDirectory.JournalIn(Path);

    /// <summary>The root of the blob store, which may be absent.</summary>
    public string BlobsPath => DataDirectory.BlobsIn(Path);

    /// <summary>Looks at a directory, which may be absent.</summary>
    /// <exception cref="InvalidDataException">The node's id is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read by this user.</exception>
    public static DataDirectoryView Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        return new DataDirectoryView(path, NodeIdentity.Find(path));
    }
}
