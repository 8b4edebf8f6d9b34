namespace Silo.Sandboxes.RunState;

/// <summary>The part of a run directory that belongs to an OCI runtime.</summary>
/// <param name="Path">Absolute path.</param>
internal readonly record struct OciDirectory(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersRead = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Names the runtime, so that a later start can have it remove what it left.</summary>
    public string Runtime => System.IO.Path.Combine(Path, "runtime");

    /// <summary>What the runtime knows of its containers: one directory for each.</summary>
    public string State => System.IO.Path.Combine(Path, "state");

    /// <summary>Takes what the runtime complains of while it removes leftovers.</summary>
    public string Log => System.IO.Path.Combine(Path, "log");

    /// <summary>The root of every sandbox: empty places for its mounts.</summary>
    public string Root => System.IO.Path.Combine(Path, "root");

    /// <summary>Makes it anew. No sandbox may be left that uses it.</summary>
    /// <param name="directories">Absolute paths of the directories that are mounted where they are.</param>
    /// <param name="links">The links beside them.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Create(IEnumerable<string> directories, IEnumerable<(string Path, string Target)> links)
    {
        Remove();

        // A process in a user namespace is nobody here, and still has to pass.
        Directory.CreateDirectory(Path, OthersRead);
        Directory.CreateDirectory(State, OwnerOnly);
        foreach (var place in directories.Concat(["/etc", "/proc", "/dev", "/tmp", "/home/agent", "/workspace", "/run", "/var"]))
        {
            Directory.CreateDirectory(Root + place);
            File.SetUnixFileMode(Root + place, OthersRead);
        }

        File.SetUnixFileMode(Path, OthersRead);
        File.SetUnixFileMode(Root, OthersRead);
        File.SetUnixFileMode(Root + "/home", OthersRead);
        foreach (var (path, target) in links.Append(("/var/tmp", "/tmp"))) File.CreateSymbolicLink(Root + path, target);
    }

    /// <summary>Removes it.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
