using System.Formats.Tar;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>The tree that a tar is unpacked into, entry by entry, before anything of it reaches the workspace.</summary>
/// <remarks>No link is ever followed in it: an entry whose path goes through a link of the same tar is refused.</remarks>
internal sealed class TarStage
{
    private const uint FolderMode = 0b111_101_101;
    private const uint FileMode = 0b110_100_100;
    private const uint ProgramMode = 0b111_101_101;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Bounds the memory that the names take, 100,000 entries of 320 bytes each.
    private const long NameBytesMax = 32L << 20;
    private readonly BeneathDirectory _root;
    private readonly WorkspacePath _target;
    private readonly TarLimits _limits;
    private readonly WorkspaceOwner _owner;
    private readonly Dictionary<string, WorkspaceEntryKind> _kinds = [];
    private readonly List<string> _order = [];
    private long _entries;
    private long _bytes;
    private long _nameBytes;

    /// <param name="root">An empty directory; not disposed here.</param>
    /// <param name="target">The folder of the workspace that the tree will be moved into.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="owner">Whose the tree becomes.</param>
    internal TarStage(BeneathDirectory root, WorkspacePath target, TarLimits limits, WorkspaceOwner owner)
    {
        _root = root;
        _target = target;
        _limits = limits;
        _owner = owner;
    }

    /// <summary>The staged paths, each folder before its content.</summary>
    internal IReadOnlyList<string> Paths => _order;

    internal int Files { get; private set; }

    internal WorkspaceEntryKind KindOf(string path) => _kinds[path];

    /// <summary>Counts and checks an entry, and puts it into the tree.</summary>
    internal async Task AddAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        Count();
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) return;
        CheckSparse(entry);
        var path = CheckPath(entry.Name, entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
            case TarEntryType.V7RegularFile or TarEntryType.RegularFile when entry.Name.EndsWith('/') && entry.Length == 0:
                if (path != ".") AddFolder(entry.Name, path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                await AddFileAsync(entry, path, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                AddLink(entry, path);
                break;
            case TarEntryType.HardLink:
                AddHardLink(entry, path);
                break;
            default:
                throw TarErrors.Hostile(entry.Name, $"is a {entry.EntryType}; only files, folders and links are taken");
        }
    }

    private async Task AddFileAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        if (entry.Length > _limits.BytesMax - _bytes) throw TarErrors.TooLarge($"{_limits.BytesMax} bytes of files");
        using var parent = OpenParent(entry.Name, path, out var name);
        RefuseTwice(entry.Name, path);
        using var file = parent.CreateFile(name);
        if (entry.DataStream is { } data)
            _bytes += await AtomicWrite.CopyAsync(data, file, path, _limits.BytesMax - _bytes, cancellationToken);
        Mode(file, (entry.Mode & Executable) != UnixFileMode.None ? ProgramMode : FileMode, path);
        _owner.GiveNew(file, path);
        Record(path, WorkspaceEntryKind.File);
        Files++;
    }

    private void AddLink(TarEntry entry, string path)
    {
        if (!LinkRule.StaysInside(path, entry.LinkName)) throw TarErrors.Hostile(entry.Name, "is a link that leads, or may lead, out of the tar's folder");
        using var parent = OpenParent(entry.Name, path, out var name);
        RefuseTwice(entry.Name, path);
        _nameBytes += entry.LinkName.Length;
        parent.MakeLink(entry.LinkName, name);
        if (!_owner.IsHost) _owner.Give(parent, name);
        Record(path, WorkspaceEntryKind.Link);
    }

    private void AddHardLink(TarEntry entry, string path)
    {
        var target = CheckPath(entry.Name, entry.LinkName);
        if (!_kinds.TryGetValue(target, out var kind) || kind != WorkspaceEntryKind.File)
            throw TarErrors.Hostile(entry.Name, "is a hard link to something that is no file earlier in the tar");
        using var parent = OpenParent(entry.Name, path, out var name);
        using var from = OpenParent(entry.Name, target, out var fromName);
        RefuseTwice(entry.Name, path);
        from.MakeHardLink(fromName, parent, name);
        Record(path, WorkspaceEntryKind.File);
        Files++;
    }

    private void AddFolder(string entry, string path)
    {
        if (_kinds.TryGetValue(path, out var kind))
        {
            if (kind != WorkspaceEntryKind.Directory) throw TarErrors.Hostile(entry, "stands there twice, once as a folder and once not");
            return;
        }

        using var parent = OpenParent(entry, path, out var name);
        MakeFolder(parent, name, path);
    }

    private BeneathDirectory OpenParent(string entry, string path, out string name)
    {
        if (path == ".") throw TarErrors.Hostile(entry, "takes the place of the folder itself");
        var slash = path.LastIndexOf('/');
        name = path[(slash + 1)..];
        for (var at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
        {
            var above = path[..at];
            if (!_kinds.TryGetValue(above, out var kind))
            {
                // A folder without an entry of its own costs as much as one with it.
                Count();
                using var grandparent = _root.OpenDirectory(ParentOf(above), followLinks: false);
                MakeFolder(grandparent, above[(above.LastIndexOf('/') + 1)..], above);
            }
            else if (kind != WorkspaceEntryKind.Directory)
            {
                throw TarErrors.Hostile(entry, "goes through something that is no folder");
            }
        }

        return _root.OpenDirectory(ParentOf(path), followLinks: false);
    }

    private void MakeFolder(BeneathDirectory parent, string name, string path)
    {
        parent.TryMakeDirectory(name, FolderMode);
        using var folder = parent.OpenDirectory(name, followLinks: false);
        folder.ChangeMode(FolderMode);
        _owner.GiveNew(folder.Handle, path);
        Record(path, WorkspaceEntryKind.Directory);
    }

    private void RefuseTwice(string entry, string path)
    {
        if (_kinds.ContainsKey(path)) throw TarErrors.Hostile(entry, "stands there twice");
    }

    private void Record(string path, WorkspaceEntryKind kind)
    {
        _nameBytes += path.Length;
        if (_nameBytes > NameBytesMax) throw TarErrors.TooLarge("32 MiB of names");
        _kinds.Add(path, kind);
        _order.Add(path);
    }

    private void Count()
    {
        if (++_entries > _limits.EntriesMax) throw TarErrors.TooLarge($"{_limits.EntriesMax} entries, folders included");
    }

    private string CheckPath(string entry, string path)
    {
        if (path.Contains('\uFFFD')) throw TarErrors.Hostile(entry, "has a name that is not valid UTF-8");
        if (!WorkspacePath.TryParse(path, out var parsed, out var error)) throw TarErrors.Hostile(entry, $"has a path that is refused ({error.TrimEnd('.')})");
        if (!parsed.IsRoot && Encoding.UTF8.GetByteCount(_target.Value) + 1 + Encoding.UTF8.GetByteCount(parsed.Value) > 4095)
            throw TarErrors.Hostile(entry, "has a path of more than 4,095 bytes");
        return parsed.Value;
    }

    private static void CheckSparse(TarEntry entry)
    {
        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(k => k.StartsWith("GNU.sparse", StringComparison.Ordinal)))
            throw TarErrors.Hostile(entry.Name, "is a sparse file, whose size on disk cannot be told");
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : ".";

    private static void Mode(SafeFileHandle file, uint mode, string path)
    {
        if (Libc.ChangeMode(file, mode) != 0) throw FileErrors.From(System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), path);
    }
}
