namespace Silo.Sandboxes.RunState;

/// <summary>The directory of one sandbox.</summary>
/// <param name="Path">Absolute path.</param>
internal readonly record struct SandboxDirectory(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What the sandbox sees as /tmp.</summary>
    public string Temporary => System.IO.Path.Combine(Path, "tmp");

    /// <summary>What the sandbox sees as /home/agent.</summary>
    public string Home => System.IO.Path.Combine(Path, "home");

    /// <summary>Where its workspace is mounted, when it has mounts of its own; else an empty directory.</summary>
    public string Workspace => System.IO.Path.Combine(Path, "workspace");

    /// <summary>One record per running command; no sandbox sees it.</summary>
    public string Commands => System.IO.Path.Combine(Path, "commands");

    /// <param name="isShared">Whether its processes are another user's, who must be able to pass through.</param>
    public void Create(bool isShared)
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        if (isShared) File.SetUnixFileMode(Path, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(Temporary, OwnerOnly);
        Directory.CreateDirectory(Home, OwnerOnly);
        Directory.CreateDirectory(Workspace, OwnerOnly);
        Directory.CreateDirectory(Commands, OwnerOnly);
    }
}
