namespace Silo.Client.Files;

/// <summary>One thing in a folder.</summary>
/// <param name="Path">Its path from the workspace's root.</param>
/// <param name="Kind"><c>file</c>, <c>directory</c>, <c>link</c> or <c>other</c>.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ModifiedAt">When it was last changed, in UTC.</param>
public sealed record FileEntry(string Path, string Kind, long Size, DateTimeOffset? ModifiedAt);
