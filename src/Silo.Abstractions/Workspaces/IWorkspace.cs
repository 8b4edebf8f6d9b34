namespace Silo.Abstractions.Workspaces;

/// <summary>A session's files: the only way by which the host touches them.</summary>
/// <remarks>
/// What lies in a workspace is hostile. Every access goes through openat2 with RESOLVE_BENEATH and no magic links, opens regular
/// files and directories only, and never blocks on a FIFO or a device.
/// </remarks>
public interface IWorkspace
{
    /// <summary>The host's absolute path; for sandboxes only.</summary>
    string HostPath { get; }

    /// <summary>What stands at a path; null for nothing.</summary>
    /// <exception cref="WorkspaceException">The path leads out of the workspace. Do not retry.</exception>
    Task<WorkspaceEntry?> StatAsync(WorkspacePath path, CancellationToken cancellationToken);

    /// <summary>Opens a regular file to read; the stream can seek. The caller disposes it.</summary>
    /// <exception cref="WorkspaceException">It is missing, no regular file, or out of the workspace. Do not retry.</exception>
    Task<Stream> OpenReadAsync(WorkspacePath path, CancellationToken cancellationToken);

    /// <summary>Replaces or makes a file atomically, parents included: readers see the old content or the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="bytesMax">Most bytes taken.</param>
    /// <param name="cancellationToken">Stops; the old content stays.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="WorkspaceException">Too large, no room, or out of the workspace; the old content stays.</exception>
    Task<long> WriteAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken);

    /// <summary>Removes a file or a link, never what a link leads to; nothing at the path is fine.</summary>
    /// <exception cref="WorkspaceException">It is a directory, forbidden, or out of the workspace. Do not retry.</exception>
    Task RemoveFileAsync(WorkspacePath path, CancellationToken cancellationToken);

    /// <summary>Lists a directory in the order of names.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="recursive">Whether directories in it are listed too; links are never followed.</param>
    /// <param name="entriesMax">Most entries, 1 to 100,000.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="WorkspaceException">It is missing, no directory, or out of the workspace. Do not retry.</exception>
    Task<WorkspaceListing> ListAsync(WorkspacePath path, bool recursive, int entriesMax, CancellationToken cancellationToken);

    /// <summary>Unpacks a tar into a directory: all of it or nothing. Hostile entries are refused before anything reaches the workspace.</summary>
    /// <param name="path">The directory; made when missing. Files of the same names are replaced.</param>
    /// <param name="tar">An uncompressed tar (ustar, pax or GNU).</param>
    /// <param name="limits">Its bounds.</param>
    /// <param name="cancellationToken">Stops; nothing is unpacked.</param>
    /// <returns>How many files were unpacked.</returns>
    /// <exception cref="WorkspaceException">A hostile or malformed entry, or a bound. Do not retry.</exception>
    Task<int> ImportTarAsync(WorkspacePath path, Stream tar, TarLimits limits, CancellationToken cancellationToken);

    /// <summary>Writes a directory as a tar: regular files, directories, and links that stay inside.</summary>
    Task ExportTarAsync(WorkspacePath path, Stream tar, CancellationToken cancellationToken);
}
