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
        ["bwrap", "--args", $"{OptionsDescriptor}", "--", .. request.Arguments];

    /// <summary>The options, for a descriptor: separated by zero bytes.</summary>
    public static byte[] Options(SystemView system, SandboxDirectory directory, string workspace, RunRequest request)
    {
        var options = new List<string>(Isolation);
        options.AddRange(["--json-status-fd", $"{StatusDescriptor}", "--block-fd", $"{BlockDescriptor}", "--clearenv"]);
        foreach (var (name, value) in Variables) options.AddRange(["--setenv", name, value]);
        foreach (var (name, value) in request.Environment) options.AddRange(["--setenv", name, value]);
        options.AddRange(system.Options);
        options.AddRange(["--proc", "/proc"]);

        // The device directory is a tmpfs, which would be writable and without a bound of its own.
        options.AddRange(["--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
        options.AddRange(["--bind", directory.Temporary, "/tmp", "--bind", directory.Home, "/home/agent"]);
        options.AddRange(["--perms", "0755", "--dir", "/run", "--symlink", "/tmp", "/var/tmp"]);

        // Without "." and a slash at the end, as a shell would say where it is.
        var directoryInside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine("/workspace", request.Directory)));
        options.AddRange(["--bind", workspace, "/workspace", "--chdir", directoryInside, "--remount-ro", "/"]);
        return Encoding.UTF8.GetBytes(string.Join('\0', options) + '\0');
    }

    /// <summary>The exit code that a shell would give, when bwrap ended because the command could not begin: its program or its directory is missing.</summary>
    /// <param name="said">What bwrap said. It ended before any program of the sandbox ran, so nobody else can have said it.</param>
    /// <returns>Null when it failed for a reason of its own.</returns>
    /// <remarks>Source: bubblewrap's die_with_error ("execvp PROGRAM: REASON", "Can't chdir to DIRECTORY: REASON").</remarks>
    public static int? ExitCodeOf(string said)
    {
        if (said.StartsWith("bwrap: Can't chdir to ", StringComparison.Ordinal)) return 126;
        if (!said.StartsWith("bwrap: execvp ", StringComparison.Ordinal)) return null;
        return said.TrimEnd().EndsWith(": No such file or directory", StringComparison.Ordinal) ? 127 : 126;
    }
}
