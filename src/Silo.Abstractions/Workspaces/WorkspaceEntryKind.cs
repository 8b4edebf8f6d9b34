namespace Silo.Abstractions.Workspaces;

/// <summary>What a thing in a workspace is.</summary>
public enum WorkspaceEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>Anything else: a FIFO, a socket, a device. Never opened.</summary>
    Other,
}
