namespace Silo.Spawner.Users;

/// <summary>A workspace, whatever path it was reached by.</summary>
/// <param name="Device">Its file system.</param>
/// <param name="Inode">Its directory there.</param>
internal readonly record struct WorkspaceId(ulong Device, ulong Inode);
