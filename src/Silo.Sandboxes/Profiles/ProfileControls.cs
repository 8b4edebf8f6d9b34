namespace Silo.Sandboxes.Profiles;

/// <summary>The controls of a sandbox, each of which an escape test takes away to see its attack succeed.</summary>
/// <remarks>All are on. No request, setting or command line reaches them: whoever turns one off has to be inside this assembly's own tests.</remarks>
internal sealed record ProfileControls
{
    /// <summary>Every control on.</summary>
    public static ProfileControls All { get; } = new();

    /// <summary>A user namespace with one user, who is nobody outside.</summary>
    public bool UserNamespace { get; init; } = true;

    /// <summary>A limit of 0 user namespaces below the sandbox's own.</summary>
    public bool NoNestedUsers { get; init; } = true;

    /// <summary>A pid namespace for each command, and a /proc that shows it alone.</summary>
    public bool ProcessNamespace { get; init; } = true;

    /// <summary>A network namespace with a loopback of its own.</summary>
    public bool NetworkNamespace { get; init; } = true;

    /// <summary>An ipc namespace.</summary>
    public bool IpcNamespace { get; init; } = true;

    /// <summary>No capabilities, not even within the user namespace.</summary>
    public bool NoCapabilities { get; init; } = true;

    /// <summary>The seccomp filter.</summary>
    public bool Seccomp { get; init; } = true;

    /// <summary>A root file system that cannot be written to.</summary>
    public bool ReadOnlyRoot { get; init; } = true;

    /// <summary>Settings in /etc that cannot be written to.</summary>
    public bool ReadOnlySettings { get; init; } = true;

    /// <summary>A /tmp of its own instead of the machine's.</summary>
    public bool OwnTemporary { get; init; } = true;

    /// <summary>No /sys.</summary>
    public bool NoSystemTree { get; init; } = true;

    /// <summary>Nothing of the host's environment.</summary>
    public bool ClearEnvironment { get; init; } = true;

    /// <summary>Limits of the kernel on each process.</summary>
    public bool ResourceLimits { get; init; } = true;

    /// <summary>A bound on a command's output.</summary>
    public bool OutputLimit { get; init; } = true;

    /// <summary>The watch over what lies in the workspace.</summary>
    public bool DiskWatch { get; init; } = true;

    /// <summary>Bounds of /dev/shm and, where they are mounted per command, of /tmp and /home/agent.</summary>
    public bool TemporaryLimits { get; init; } = true;
}
