using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.RunState;

/// <summary>The directory in which a spawner keeps its socket, its sandboxes' own directories and the records by which they are proved dead.</summary>
/// <remarks>
/// <c>spawner.json</c>, <c>spawner.sock</c>, <c>cgroups</c>, <c>etc/</c>, <c>oci/{runtime,root,state}</c> and <c>sandboxes/NAME/{tmp,home,workspace,commands}</c>. Mode 0700 when it is a
/// host's own. One spawner at a time uses it, always from one pid namespace: process numbers are recorded in it.
/// </remarks>
internal sealed class RunDirectory : IDisposable
{
    /// <summary>The name of <see cref="Marker"/>.</summary>
    public const string MarkerName = "SILO_SANDBOX_RUN";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Sandboxed users pass through, to what is theirs, and see nothing else.
    private const UnixFileMode OthersPassThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const int OpenDirectory = 0x10000;
    private readonly SafeFileHandle _handle;

    private RunDirectory(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    public string SpawnerRecord => System.IO.Path.Combine(Path, "spawner.json");

    public string Sandboxes => System.IO.Path.Combine(Path, "sandboxes");

    public string Etc => System.IO.Path.Combine(Path, "etc");

    /// <summary>What an OCI runtime keeps, and is given, for all sandboxes together.</summary>
    public OciDirectory Oci => new(System.IO.Path.Combine(Path, "oci"));

    /// <summary>Where control groups were made.</summary>
    public CgroupRecord CgroupRecord => new(System.IO.Path.Combine(Path, "cgroups"));

    /// <summary>The socket, by way of an open directory: a path of any length fits (a socket's own address has 108 bytes).</summary>
    public UnixDomainSocketEndPoint Socket => new($"/proc/self/fd/{_handle.DangerousGetHandle()}/spawner.sock");

    public string SocketFile => System.IO.Path.Combine(Path, "spawner.sock");

    /// <summary>The environment variable by which every process of this directory's spawner is recognised until its sandbox is complete.</summary>
    public KeyValuePair<string, string> Marker => new(MarkerName, Path);

    /// <summary>Opens the directory, making what is missing.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="isShared">Whether its sandboxes belong to other users than this one, who must be able to pass through.</param>
    /// <exception cref="IOException">It cannot be made, or belongs to someone else.</exception>
    public static RunDirectory Open(string path, bool isShared = false)
    {
        var mode = isShared ? OthersPassThrough : OwnerOnly;
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path, mode);
            File.SetUnixFileMode(path, mode);
            var descriptor = LibC.open(path, LibC.OpenReadOnly | OpenDirectory | LibC.OpenCloseOnExec);
            var run = new RunDirectory(path, new SafeFileHandle(LibC.Check(descriptor, "open"), ownsHandle: true));
            Directory.CreateDirectory(run.Sandboxes, mode);
            File.SetUnixFileMode(run.Sandboxes, mode);
            return run;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The run directory {path} cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => _handle.Dispose();
}
