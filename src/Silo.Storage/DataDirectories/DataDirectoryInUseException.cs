namespace Silo.Storage.DataDirectories;

/// <summary>Another host holds the data directory. Stop it, or name another directory; then retry.</summary>
public sealed class DataDirectoryInUseException : IOException
{
    internal DataDirectoryInUseException(string path, int? ownerProcessId)
        : base($"The data directory '{path}' is in use by {(ownerProcessId is { } pid ? $"process {pid}" : "another process")}: "
            + "stop that host, or name another directory.")
    {
        DirectoryPath = path;
        OwnerProcessId = ownerProcessId;
    }

    /// <summary>The directory.</summary>
    public string DirectoryPath { get; }

    /// <summary>The process id of its owner; null in the moment in which that has not yet written it down.</summary>
    public int? OwnerProcessId { get; }
}
