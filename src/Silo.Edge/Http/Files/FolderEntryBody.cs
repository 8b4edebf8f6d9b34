namespace Silo.Edge.Http.Files;

/// <summary>One thing in a folder.</summary>
internal sealed record FolderEntryBody(string Path, string Kind, long Size, DateTime ModifiedAt);
