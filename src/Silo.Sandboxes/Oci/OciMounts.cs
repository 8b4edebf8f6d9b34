using Silo.Abstractions.Agents;
using Silo.Sandboxes.Profiles;

namespace Silo.Sandboxes.Oci;

/// <summary>What a sandbox sees of files.</summary>
internal static class OciMounts
{
    /// <summary>The mounts of a command's bundle, in order.</summary>
    public static IEnumerable<OciMount> Of(OciRuntime runtime, SandboxProfile profile, OciCommand command) =>
    [
        .. profile.System.Directories.Select(path => OciMount.Bind(path, path, isReadOnly: true)),
        OciMount.Bind(profile.System.Settings, "/etc", profile.Controls.ReadOnlySettings),
        .. Kernel(runtime, profile.Controls, command.Settings),
        .. OwnFiles(runtime, profile.Controls, command),
        OciMount.Bind(command.Workspace, "/workspace", isReadOnly: false),
    ];

    private static IEnumerable<OciMount> Kernel(OciRuntime runtime, ProfileControls controls, SandboxSettings settings)
    {
        yield return controls.ProcessNamespace ? new OciMount("proc", "proc", "/proc", ["nosuid", "noexec", "nodev"]) : OciMount.Bind("/proc", "/proc", isReadOnly: false);
        if (!controls.NoSystemTree) yield return OciMount.Bind("/sys", "/sys", isReadOnly: false);
        yield return new OciMount("tmpfs", "tmpfs", "/dev", ["nosuid", "noexec", "mode=755", "size=64k", runtime.DevicesOption]);
        yield return new OciMount("devpts", "devpts", "/dev/pts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]);
        yield return new OciMount("tmpfs", "shm", "/dev/shm", ["nosuid", "nodev", "noexec", "mode=1777", .. Size(controls, settings)]);
    }

    private static IEnumerable<OciMount> OwnFiles(OciRuntime runtime, ProfileControls controls, OciCommand command)
    {
        var (directory, settings, user) = (command.Directory, command.Settings, runtime.UserInside);
        if (!controls.OwnTemporary) return [OciMount.Bind("/tmp", "/tmp", isReadOnly: false), OciMount.Bind(directory.Home, "/home/agent", isReadOnly: false)];
        if (settings.Mode == SandboxMode.Session || command.IsTmpBounded)
            return [OciMount.Bind(directory.Temporary, "/tmp", isReadOnly: false), OciMount.Bind(directory.Home, "/home/agent", isReadOnly: false)];

        // Of a sandbox that lives for one call, they are the kernel's to bound and to forget, command by command.
        string[] options =
        [
            "nosuid", "nodev", "mode=0700", $"uid={user}", $"gid={user}", .. Size(controls, settings),
            .. controls.TemporaryLimits ? [$"nr_inodes={Math.Max(16, settings.TmpFilesMax)}"] : Array.Empty<string>(),
        ];
        return [new OciMount("tmpfs", "tmpfs", "/tmp", options), new OciMount("tmpfs", "tmpfs", "/home/agent", options)];
    }

    private static IEnumerable<string> Size(ProfileControls controls, SandboxSettings settings) =>
        controls.TemporaryLimits ? [$"size={Math.Max(4096, settings.TmpBytesMax)}"] : [];
}
