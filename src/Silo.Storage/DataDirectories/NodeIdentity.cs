using System.Text;
using Silo.Abstractions.Identity;
using Silo.Storage.Files;

namespace Silo.Storage.DataDirectories;

/// <summary>The id that a node keeps for as long as its data directory lives: what it owned, its next start resumes.</summary>
internal static class NodeIdentity
{
    private const string NodePrefix = "node_";
    private const string StartPrefix = "start_";
    private const string FileName = "node-id";
    private const int FileBytesMax = 128;

    /// <summary>Reads the node's id; makes it, durably, the first time. Called under the directory's lock.</summary>
    /// <exception cref="InvalidDataException">The file does not hold an id. Restore it from a copy: a new id would leave the node's sessions unresumed.</exception>
    internal static string ReadOrMake(string directory, IRandomSource random)
    {
        var path = Path.Combine(directory, FileName);
        if (File.Exists(path)) return Read(path);
        var id = New(NodePrefix, random);
        var passing = path + ".new";
        File.Delete(passing);
        DurableFile.Write(path, passing, Encoding.ASCII.GetBytes(id));
        DurableDirectory.Sync(directory);
        return id;
    }

    /// <summary>Reads the node's id without making one; null when there is none yet.</summary>
    /// <exception cref="InvalidDataException">The file does not hold an id.</exception>
    internal static string? Find(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? Read(path) : null;
    }

    internal static string NewStart(IRandomSource random) => New(StartPrefix, random);

    private static string Read(string path)
    {
        var text = new FileInfo(path).Length <= FileBytesMax ? File.ReadAllText(path, Encoding.ASCII).Trim() : string.Empty;
        Span<byte> binary = stackalloc byte[UlidText.BinaryLength];
        if (text.StartsWith(NodePrefix, StringComparison.Ordinal) && UlidText.TryParse(text.AsSpan(NodePrefix.Length), binary)) return text;
        throw new InvalidDataException(
            $"'{path}' does not hold a node id. Restore it from a copy; if you delete it, the sessions that this node left unfinished wait until they are asked for.");
    }

    private static string New(string prefix, IRandomSource random)
    {
        Span<byte> binary = stackalloc byte[UlidText.BinaryLength];
        random.Fill(binary);
        return prefix + UlidText.Format(binary);
    }
}
