using System.Text;
using Silo.Abstractions.Agents;
using Silo.Sandboxes.Profiles;
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

    /// <summary>The first of the seccomp filter's; the others follow.</summary>
    public const int FirstFilterDescriptor = 6;

    /// <summary>The variables that every sandbox has.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Variables =
    [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/home/agent"), ("USER", "agent"), ("LOGNAME", "agent"),
        ("SHELL", "/bin/sh"), ("LANG", "C.UTF-8"), ("TERM", "dumb"), ("TMPDIR", "/tmp"),
    ];

    /// <summary>The arguments proper. Everyone on the host can read them, and the sandbox can: they hold the command and nothing else.</summary>
    public static IReadOnlyList<string> Arguments(RunRequest request) =>
        ["bwrap", "--args", $"{OptionsDescriptor}", "--", .. request.Arguments];

    /// <summary>The options, for a descriptor: separated by zero bytes.</summary>
    /// <param name="profile">What is alike in every sandbox.</param>
    /// <param name="settings">What this one may use.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="isBounded">Whether what the directory holds as /tmp and /home/agent is bounded already.</param>
    /// <param name="workspace">Its workspace's path.</param>
    /// <param name="request">The command.</param>
    public static byte[] Options(
        SandboxProfile profile, SandboxSettings settings, SandboxDirectory directory, bool isBounded, string workspace, RunRequest request)
    {
        var controls = profile.Controls;
        List<string> options = [.. Isolation(controls), "--json-status-fd", $"{StatusDescriptor}", "--block-fd", $"{BlockDescriptor}"];
        if (controls.Seccomp)
            for (var i = 0; i < profile.Filter.Count; i++) options.AddRange(["--add-seccomp-fd", $"{FirstFilterDescriptor + i}"]);
        if (controls.ClearEnvironment) options.Add("--clearenv");
        foreach (var (name, value) in Variables) options.AddRange(["--setenv", name, value]);
        foreach (var (name, value) in request.Environment) options.AddRange(["--setenv", name, value]);
        options.AddRange(profile.System.Options(controls));
        options.AddRange(Kernel(controls, settings));
        options.AddRange(OwnFiles(controls, settings, directory, isBounded));

        // Without "." and a slash at the end, as a shell would say where it is.
        var directoryInside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine("/workspace", request.Directory)));
        options.AddRange(["--bind", workspace, "/workspace", "--chdir", directoryInside]);
        if (controls.ReadOnlyRoot) options.AddRange(["--remount-ro", "/"]);
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

    private static List<string> Isolation(ProfileControls controls)
    {
        List<string> options = ["--unshare-uts", "--hostname", "silo", "--unshare-cgroup-try", "--die-with-parent", "--new-session"];
        if (controls.UserNamespace) options.AddRange(["--unshare-user", "--uid", "1000", "--gid", "1000"]);
        if (controls is { UserNamespace: true, NoNestedUsers: true }) options.Add("--disable-userns");
        if (controls.ProcessNamespace) options.Add("--unshare-pid");
        if (controls.NetworkNamespace) options.Add("--unshare-net");
        if (controls.IpcNamespace) options.Add("--unshare-ipc");
        options.AddRange([controls.NoCapabilities ? "--cap-drop" : "--cap-add", "ALL"]);
        return options;
    }

    private static List<string> Kernel(ProfileControls controls, SandboxSettings settings)
    {
        List<string> options = controls.ProcessNamespace ? ["--proc", "/proc", .. MaskedPaths.Options] : ["--bind", "/proc", "/proc"];
        if (!controls.NoSystemTree) options.AddRange(["--bind", "/sys", "/sys"]);

        // The device directory is a tmpfs, which would be writable and without a bound of its own.
        options.AddRange(["--dev", "/dev", "--perms", "1777", .. Size(controls, settings), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
        return options;
    }

    // Of a sandbox that lives for one call, they are the kernel's to bound and to forget, command by command.
    private static List<string> OwnFiles(ProfileControls controls, SandboxSettings settings, SandboxDirectory directory, bool isBounded)
    {
        List<string> options = [];
        if (!controls.OwnTemporary) options.AddRange(["--bind", "/tmp", "/tmp", "--bind", directory.Home, "/home/agent"]);
        else if (settings.Mode == SandboxMode.Call && !isBounded)
            options.AddRange(["--perms", "0700", .. Size(controls, settings), "--tmpfs", "/tmp", "--perms", "0700", .. Size(controls, settings), "--tmpfs", "/home/agent"]);
        else options.AddRange(["--bind", directory.Temporary, "/tmp", "--bind", directory.Home, "/home/agent"]);
        options.AddRange(["--perms", "0755", "--dir", "/run", "--symlink", "/tmp", "/var/tmp"]);
        return options;
    }

    private static IEnumerable<string> Size(ProfileControls controls, SandboxSettings settings) =>
        controls.TemporaryLimits ? ["--size", $"{Math.Max(4096, settings.TmpBytesMax)}"] : [];
}
