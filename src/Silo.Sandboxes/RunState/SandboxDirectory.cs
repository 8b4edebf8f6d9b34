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

    /// <summary>One record per running command; no sandbox sees it.</summary>
    public string Commands => System.IO.Path.Combine(Path, "commands");

    public void Create()
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        Directory.CreateDirectory(Temporary, OwnerOnly);
        Directory.CreateDirectory(Home, OwnerOnly);
        Directory.CreateDirectory(Commands, OwnerOnly);
    }
}
