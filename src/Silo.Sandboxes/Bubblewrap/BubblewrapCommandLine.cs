using System.Text;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Bubblewrap;

/// <summary>Builds what bwrap is told for one command.</summary>
internal static class BubblewrapCommandLine
{
    /// <summary>Numbers that bwrap's descriptors have in it; none of them reaches the command.</summary>
    public const int OptionsDescriptor = 3;

    /// <inheritdoc cref="OptionsDescriptor" />
    public const int StatusDescriptor = 4;

    /// <inheritdoc cref="OptionsDescriptor" />
    public const int BlockDescriptor = 5;

    // The shell gives the usual codes 126 and 127 where bwrap would mix "no such program" up with its own failures.
    private const string Script = "cd -- \"$1\" || exit 126; shift; exec \"$@\"";

    private static readonly string[] Isolation =
    [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--hostname", "silo", "--uid", "1000", "--gid", "1000",
    ];

    private static readonly (string Name, string Value)[] Variables =
    [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/home/agent"), ("USER", "agent"), ("LOGNAME", "agent"),
        ("SHELL", "/bin/sh"), ("LANG", "C.UTF-8"), ("TERM", "dumb"), ("TMPDIR", "/tmp"),
    ];

    /// <summary>The arguments proper. Everyone on the host can read them, and the sandbox can: they hold the command and nothing else.</summary>
    public static IReadOnlyList<string> Arguments(RunRequest request) =>
        ["bwrap", "--args", $"{OptionsDescriptor}", "--", "/bin/sh", "-c", Script, "sh", request.Directory, .. request.Arguments];

    /// <summary>The options, for a descriptor: separated by zero bytes.</summary>
    public static byte[] Options(SystemView system, SandboxDirectory directory, string workspace, IReadOnlyDictionary<string, string> environment)
    {
        var options = new List<string>(Isolation);
        options.AddRange(["--json-status-fd", $"{StatusDescriptor}", "--block-fd", $"{BlockDescriptor}", "--clearenv"]);
        foreach (var (name, value) in Variables) options.AddRange(["--setenv", name, value]);
        foreach (var (name, value) in environment) options.AddRange(["--setenv", name, value]);
        options.AddRange(system.Options);
        options.AddRange(["--proc", "/proc"]);

        // The device directory is a tmpfs, which would be writable and without a bound of its own.
        options.AddRange(["--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
        options.AddRange(["--bind", directory.Temporary, "/tmp", "--bind", directory.Home, "/home/agent"]);
        options.AddRange(["--perms", "0755", "--dir", "/run", "--symlink", "/tmp", "/var/tmp"]);
        options.AddRange(["--bind", workspace, "/workspace", "--chdir", "/workspace", "--remount-ro", "/"]);
        return Encoding.UTF8.GetBytes(string.Join('\0', options) + '\0');
    }
}
