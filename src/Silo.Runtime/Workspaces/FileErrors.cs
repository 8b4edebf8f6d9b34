using System.Runtime.InteropServices;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Turns what the kernel refused into the errors of a workspace.</summary>
internal static class FileErrors
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int Again = 11;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int CrossDevice = 18;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int NoSystemCall = 38;
    internal const int NotEmpty = 39;
    internal const int TooManyLinks = 40;
    private const int NoDeviceAddress = 6;
    private const int NoDevice = 19;
    private const int Invalid = 22;
    private const int FileTooLarge = 27;
    private const int NoSpace = 28;
    private const int NameTooLong = 36;
    private const int QuotaExceeded = 122;

    /// <summary>Makes the exception for an error number of the call that just failed.</summary>
    internal static Exception From(int error, string path) => error switch
    {
        NoEntry => NotFound(path),
        NotDirectory => new WorkspaceException("not_a_directory", $"A part of '{path}' that must be a folder is none."),
        IsDirectory => NotAFile(path, "a folder"),
        // An open of a socket, or of a device without a driver.
        NoDeviceAddress or NoDevice => NotAFile(path, "a socket or a device"),
        CrossDevice => new WorkspaceException("path_outside", $"'{path}' leads out of the workspace."),
        Again => new WorkspaceException("path_outside", $"'{path}' changed while it was looked up, so that it could not be proved to stay in the workspace."),
        TooManyLinks => new WorkspaceException("path_invalid", $"'{path}' passes too many links, or one that must not be followed."),
        NameTooLong or Invalid => new WorkspaceException("path_invalid", $"'{path}' is longer than the file system takes, or holds a name that it refuses."),
        AccessDenied or NotPermitted => new WorkspaceException("permission_denied", $"The permissions of '{path}', or of a folder above it, forbid this."),
        FileTooLarge => new WorkspaceException("file_too_large", $"'{path}' is larger than the file system takes."),
        NoSpace or QuotaExceeded => new WorkspaceException("workspace_full", $"No room is left to write '{path}'. Remove files, then try again."),
        _ => new IOException($"Access to '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error})."),
    };

    internal static WorkspaceException NotFound(string path) => new("file_not_found", $"'{path}' does not exist.");

    internal static WorkspaceException NotAFile(string path, string kind) => new("not_a_file", $"'{path}' is {kind}, not a regular file.");

    internal static string Describe(WorkspaceEntryKind kind) => kind switch
    {
        WorkspaceEntryKind.Directory => "a folder",
        WorkspaceEntryKind.Link => "a link",
        WorkspaceEntryKind.File => "a file",
        _ => "a FIFO, a socket or a device",
    };
}
