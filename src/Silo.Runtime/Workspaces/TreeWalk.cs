using System.Text;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Walks a directory, each directory before its content and in the order of names; follows no link.</summary>
internal sealed class TreeWalk
{
    // Bounds the memory of one walk, however many files a process made. More is reported as truncated.
    private const int NamesMax = 250_000;
    private const int PathBytesMax = 4096;
    private readonly BeneathDirectory _start;
    private readonly bool _recursive;
    private int _namesLeft = NamesMax;

    internal TreeWalk(BeneathDirectory start, bool recursive)
    {
        _start = start;
        _recursive = recursive;
    }

    /// <summary>Whether something was left out: too many names, or a path that is too long.</summary>
    internal bool Truncated { get; private set; }

    internal IEnumerable<TreeItem> Items(CancellationToken cancellationToken)
    {
        // No directory stays open while the walk is in another one: a deep tree must not eat the host's descriptors.
        var levels = new Stack<IEnumerator<TreeItem>>();
        levels.Push(Read(".", cancellationToken).GetEnumerator());
        while (levels.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!level.MoveNext())
            {
                levels.Pop().Dispose();
                continue;
            }

            var item = level.Current;
            yield return item;
            if (_recursive && item.Addressable && item.Kind == WorkspaceEntryKind.Directory) levels.Push(Read(item.Path, cancellationToken).GetEnumerator());
        }
    }

    private List<TreeItem> Read(string path, CancellationToken cancellationToken)
    {
        var items = new List<(FileName Name, TreeItem Item)>();
        using (var directory = TryOpen(path))
        {
            foreach (var name in directory?.Names() ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_namesLeft-- <= 0)
                {
                    Truncated = true;
                    break;
                }

                if (directory!.TryStatus(name, out var status) && Describe(path, name, status) is { } item) items.Add((name, item));
            }
        }

        items.Sort((a, b) => FileName.Compare(a.Name, b.Name));
        return items.ConvertAll(i => i.Item);
    }

    // Null when a process removed or replaced the directory since its parent was read.
    private BeneathDirectory? TryOpen(string path)
    {
        try
        {
            return _start.TryOpenDirectory(path, followLinks: false, out var directory) ? directory : null;
        }
        catch (WorkspaceException e) when (e.Code == "not_a_directory")
        {
            return null;
        }
    }

    private TreeItem? Describe(string parent, FileName name, in FileStatus status)
    {
        var addressable = name.TryGetText(out var text);
        var shown = addressable ? text : name.Escaped();
        var path = parent == "." ? shown : $"{parent}/{shown}";
        if (Encoding.UTF8.GetByteCount(path) >= PathBytesMax)
        {
            Truncated = true;
            return null;
        }

        return new TreeItem(path, addressable, status.Kind, status.Size, status.ModifiedAt, status.Permissions);
    }
}
