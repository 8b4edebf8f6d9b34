using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Spawning;

/// <summary>Why sandboxes cannot be made here, and what to do about it.</summary>
internal static class Unavailable
{
    public const string Code = "sandbox_unavailable";

    public static SandboxException NotInstalled(string? configured) => new(
        Code,
        $"bubblewrap is not installed: {(configured is null ? "there is no bwrap on PATH" : $"there is no {configured}")}. " +
        "Install the package 'bubblewrap': sudo apt-get install bubblewrap (Debian, Ubuntu), sudo dnf install bubblewrap (Fedora), apk add bubblewrap (Alpine).");

    public static SandboxException NoSeccomp() => new(
        Code,
        "libseccomp is not installed. Install the package 'libseccomp2': sudo apt-get install libseccomp2 (Debian, Ubuntu), " +
        "sudo dnf install libseccomp (Fedora), apk add libseccomp (Alpine).");

    public static SandboxException NoSpawner(string? configured) => new(
        Code,
        $"The spawner's program is missing: {configured ?? "Silo.Spawner.dll beside the host's assemblies"}. Install Silo again, or set the spawner's path.");

    public static SandboxException Forbidden(string detail) => new(
        Code,
        "bubblewrap cannot make a sandbox here; most often because unprivileged user namespaces are forbidden. Allow them: " +
        "sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian), sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04 and later), " +
        $"sudo sysctl -w user.max_user_namespaces=10000; in a container, see its seccomp profile. bubblewrap said: {detail}");

    public static SandboxException RunDirectory(string detail, Exception inner) => new(Code, $"The run directory cannot be used: {detail}", inner);

    public static SandboxException NotServing(string socket, string detail, Exception inner) => new(
        Code,
        $"No spawner serves at {socket}: {detail.TrimEnd('.')}. Start it: sudo systemctl start silo-spawner, or sudo silo-spawner serve --user {Environment.UserName}. " +
        "It is found without restarting this host.",
        inner);

    public static SandboxException SpawnerFailed(string detail, Exception? inner = null) => new(Code, $"The spawner did not start: {detail}", inner);
}
