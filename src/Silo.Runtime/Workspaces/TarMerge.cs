using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Moves a staged tree into a folder of the workspace: new folders as a whole, each other file by one rename.</summary>
/// <remarks>
/// Every clash is found before the first move. A process that changes the folder meanwhile can still make a later move fail, and a crash
/// can come between two moves: then some entries are new and the others old, each whole; nothing is half written.
/// </remarks>
internal sealed class TarMerge
{
    private readonly BeneathDirectory _stage;
    private readonly BeneathDirectory _target;
    private readonly HashSet<string> _merged = ["."];
    private readonly List<string> _moves = [];

    internal TarMerge(BeneathDirectory stage, BeneathDirectory target)
    {
        _stage = stage;
        _target = target;
    }

    /// <summary>Finds what has to move, and refuses a folder in the place of a file and a file in the place of a folder.</summary>
    internal void Plan(TarStage stage)
    {
        foreach (var path in stage.Paths)
        {
            if (!_merged.Contains(ParentOf(path))) continue;
            var isFolder = stage.KindOf(path) == WorkspaceEntryKind.Directory;
            if (!_target.TryStatus(path, out var old)) _moves.Add(path);
            else if (isFolder && old.Kind == WorkspaceEntryKind.Directory) _merged.Add(path);
            else if (isFolder) throw new WorkspaceException("not_a_directory", $"The tar has a folder '{path}', where {FileErrors.Describe(old.Kind)} stands. Nothing was unpacked.");
            else if (old.Kind is WorkspaceEntryKind.File or WorkspaceEntryKind.Link) _moves.Add(path);
            else throw new WorkspaceException("not_a_file", $"The tar has a file '{path}', where {FileErrors.Describe(old.Kind)} stands. Nothing was unpacked.");
        }
    }

    internal void Move()
    {
        foreach (var path in _moves)
        {
            var name = new FileName(path[(path.LastIndexOf('/') + 1)..]);
            using var from = _stage.OpenDirectory(ParentOf(path), followLinks: false);
            using var to = _target.OpenDirectory(ParentOf(path), followLinks: false);
            from.Move(name, to, name);
        }
    }

    /// <summary>Gives what was moved to a user; what is not there any more is left.</summary>
    internal void Give(TarStage stage, WorkspaceOwner owner)
    {
        foreach (var path in stage.Paths)
        {
            if (!_target.TryOpenDirectory(ParentOf(path), followLinks: false, out var parent)) continue;
            using (parent) owner.Give(parent, path[(path.LastIndexOf('/') + 1)..]);
        }
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : ".";
}
