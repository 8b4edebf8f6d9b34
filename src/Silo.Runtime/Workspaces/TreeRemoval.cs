using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Removes trees that were moved into the store's trash; follows no link and needs two descriptors, however deep a tree is.</summary>
/// <remarks>A directory inside a directory is moved up into the trash and removed there, so that there is no recursion.</remarks>
internal sealed class TreeRemoval
{
    private readonly BeneathDirectory _trash;
    private readonly string _prefix;
    private long _count;

    /// <param name="trash">The trash; not disposed here.</param>
    /// <param name="prefix">What the names that are to be removed begin with; no other removal uses it.</param>
    internal TreeRemoval(BeneathDirectory trash, string prefix)
    {
        _trash = trash;
        _prefix = prefix;
    }

    /// <summary>Moves a tree into the trash. From then on nobody sees it, and a crash leaves it to the next sweep.</summary>
    internal void Take(BeneathDirectory parent, FileName name)
    {
        parent.Unlock(name);
        parent.Move(name, _trash, NextName());
    }

    /// <summary>Removes what was taken.</summary>
    internal void Run(CancellationToken cancellationToken)
    {
        bool found;
        do
        {
            found = false;
            using var round = _trash.OpenDirectory(".", followLinks: false);
            foreach (var name in round.Names().Where(n => n.StartsWith(_prefix)))
            {
                found = true;
                Remove(name, cancellationToken);
            }
        }
        while (found);
    }

    private void Remove(FileName name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_trash.TryStatus(name, out var status)) return;
        if (status.Kind != WorkspaceEntryKind.Directory)
        {
            _trash.RemoveFile(name);
            return;
        }

        if (_trash.TryRemoveDirectory(name)) return;
        _trash.Unlock(name);
        using (var directory = _trash.TryOpenChild(name))
        {
            foreach (var child in directory?.Names() ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!directory!.TryStatus(child, out var childStatus)) continue;
                if (childStatus.Kind != WorkspaceEntryKind.Directory) directory.RemoveFile(child);
                else if (!directory.TryRemoveDirectory(child)) Take(directory, child);
            }
        }

        _trash.TryRemoveDirectory(name);
    }

    private FileName NextName() => new($"{_prefix}.{_count++}");
}
