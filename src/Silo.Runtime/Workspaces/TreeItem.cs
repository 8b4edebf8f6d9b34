using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>One thing that a walk came by.</summary>
/// <param name="Path">Its path, relative to where the walk began; for reading only when it is not addressable.</param>
/// <param name="Addressable">Whether a path can name it: its name is valid UTF-8 without control characters.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its size in bytes; 0 for what is no file.</param>
/// <param name="ModifiedAt">When it last changed.</param>
/// <param name="Permissions">Who may read, write and run it.</param>
internal sealed record TreeItem(
    string Path,
    bool Addressable,
    WorkspaceEntryKind Kind,
    long Size,
    DateTimeOffset ModifiedAt,
    uint Permissions);
