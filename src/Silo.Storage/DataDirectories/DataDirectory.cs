using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Files;

namespace Silo.Storage.DataDirectories;

/// <summary>The directory that holds all of a host's state, held by one host at a time until it is disposed of or its process ends.</summary>
public sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly DirectoryLock _lock;

    private DataDirectory(string path, DirectoryLock @lock, string nodeId, string startId)
    {
        Path = path;
        _lock = @lock;
        NodeId = nodeId;
        StartId = startId;
    }

    /// <summary>The directory, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The id of this node: the same at every start on this directory.</summary>
    public string NodeId { get; }

    /// <summary>The id of this start.</summary>
    public string StartId { get; }

    /// <summary>The journal's database.</summary>
    public string JournalPath => JournalIn(Path);

    /// <summary>The root of the blob store.</summary>
    public string BlobsPath => BlobsIn(Path);

    /// <summary>The root of the workspaces.</summary>
    public string WorkspacesPath => System.IO.Path.Combine(Path, "workspaces");

    /// <summary>Sockets and other things that mean nothing once the host has ended.</summary>
    public string RunPath => System.IO.Path.Combine(Path, "run");

    /// <summary>Opens a data directory, made anew with mode 0700 when it is absent, and takes hold of it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="random">Makes the node's and the start's id.</param>
    /// <exception cref="DataDirectoryInUseException">Another host holds it; the message names its process.</exception>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may write to it; the message says what to do.</exception>
    /// <exception cref="InvalidDataException">The node's id is damaged.</exception>
    /// <exception cref="IOException">It cannot be made or written to. Mend that, then retry.</exception>
    public static DataDirectory Open(string path, IRandomSource random)
    {
        path = System.IO.Path.GetFullPath(path);
        DurableDirectory.Create(path);
        var mode = File.GetUnixFileMode(path);
        if ((mode & OthersWrite) != UnixFileMode.None)
            throw new UnauthorizedAccessException($"Others than its owner may write to the data directory '{path}' (mode {Convert.ToString((int)mode, 8)}): run chmod 700 on it.");

        var startId = NodeIdentity.NewStart(random);
        var taken = DirectoryLock.Take(path, startId);
        try
        {
            var directory = new DataDirectory(path, taken, NodeIdentity.ReadOrMake(path, random), startId);
            DurableDirectory.Create(System.IO.Path.GetDirectoryName(directory.JournalPath)!);
            DurableDirectory.Create(directory.BlobsPath);
            DurableDirectory.Create(directory.WorkspacesPath);
            DurableDirectory.Create(directory.RunPath);
            return directory;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    internal static string JournalIn(string path) => System.IO.Path.Combine(path, "journal", "journal.db");

    internal static string BlobsIn(string path) => System.IO.Path.Combine(path, "blobs");

    /// <summary>Names this start as a session's owner.</summary>
    /// <param name="address">Where the node is reached; null on one machine.</param>
    public Owner AsOwner(Uri? address = null) => new(NodeId, StartId, address);

    /// <summary>Lets go of the directory.</summary>
    public void Dispose() => _lock.Dispose();
}
