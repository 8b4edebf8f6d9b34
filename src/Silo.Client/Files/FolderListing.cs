namespace Silo.Client.Files;

/// <summary>What a folder holds.</summary>
/// <param name="Path">The folder; <c>.</c> for the workspace itself.</param>
/// <param name="Entries">What stands in it.</param>
/// <param name="Truncated">Whether there is more than the server lists.</param>
public sealed record FolderListing(string Path, IReadOnlyList<FileEntry> Entries, bool Truncated);
